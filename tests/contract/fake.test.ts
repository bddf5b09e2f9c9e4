import { fakeBench } from "./fake-bench";
import { readerSuite } from "./reader-suite";
import { sourceSuite } from "./source-suite";

sourceSuite("the fake source", fakeBench);
readerSuite("the fake source", fakeBench);
