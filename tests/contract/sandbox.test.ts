import { readerSuite } from "./reader-suite";
import { sandboxBench } from "./sandbox-bench";
import { sourceSuite } from "./source-suite";

sourceSuite("the AWS source over the sandbox", sandboxBench);
readerSuite("the AWS source over the sandbox", sandboxBench);
