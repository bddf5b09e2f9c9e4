import { once } from "node:events";
import { createServer, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface CutNetwork {
  url: string;
  /** Ends every live connection, and refuses new ones until `mend`. Pages and other calls still get through. */
  cut(): void;
  mend(): void;
  /** Live connections that are open now. */
  open(): number;
  /** The Last-Event-ID of each live connection that was taken up again. */
  resumedFrom: string[];
  close(): Promise<void>;
}

/** Stands between a page and the dashboard: a browser that is told to be offline keeps the connections that it has. */
export async function cutNetwork(target: string): Promise<CutNetwork> {
  const { host, hostname, port } = new URL(target);
  const live = new Set<ServerResponse>();
  const resumedFrom: string[] = [];
  let isCut = false;
  const server = createServer((from, to) => {
    const isLive = from.url?.endsWith("/events") ?? false;
    if (isLive && isCut) return to.destroy();
    const resumed = from.headers["last-event-id"];
    if (isLive && typeof resumed === "string") resumedFrom.push(resumed);
    const on = request({ hostname, port, path: from.url, method: from.method, headers: { ...from.headers, host } });
    on.on("response", (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    on.on("error", () => to.destroy());
    if (isLive) live.add(to);
    to.on("close", () => {
      live.delete(to);
      on.destroy();
    });
    from.pipe(on);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      for (const response of live) response.destroy();
    },
    mend() {
      isCut = false;
    },
    open: () => live.size,
    resumedFrom,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
