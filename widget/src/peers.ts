/** The other tabs of the same site, which show the same conversation. */

export type News = "changed" | "deleted";

export interface Peers {
  tell(news: News): void;
  listen(hear: (news: News) => void): void;
  close(): void;
}

export const NO_PEERS: Peers = { tell: () => undefined, listen: () => undefined, close: () => undefined };

export function peersOn(name: string): Peers {
  if (typeof BroadcastChannel === "undefined") return NO_PEERS;
  const channel = new BroadcastChannel(name);
  return {
    tell: (news) => channel.postMessage(news),
    listen: (hear) => {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data === "changed" || data === "deleted") hear(data);
      };
    },
    close: () => channel.close(),
  };
}
