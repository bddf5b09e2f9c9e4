import { serve } from "./serve";
import { WriterService } from "./writer-service";

/** The thread that writes. SQLite is synchronous, and the server's own thread must never wait for a disk. */
serve(new WriterService());
