import { QueryService } from "./query-service";
import { serve } from "./serve";

/** The thread that answers queries: neither they nor what is stored waits for the other. */
serve(new QueryService());
