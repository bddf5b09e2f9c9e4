import { captureEvents } from "@/lib/server/events";
import { guarded } from "@/lib/server/guard";

/** Server-Sent Events; `Last-Event-ID` resumes behind that cursor. */
export const GET = guarded<{ id: string }>(({ request, params, server }) => {
  const capture = server.captures.get(params.id);
  const resume = /^\d{1,15}$/.exec(request.headers.get("last-event-id") ?? "");
  return captureEvents(server, capture, resume ? Number(resume[0]) : undefined, request.signal);
});
