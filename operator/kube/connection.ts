/** Where an API server is and how it is spoken to. @module */

export interface Connection {
  /** `https://host:port`, perhaps with a path. */
  readonly server: string;
  /** Certificates (PEM) that the server's must be signed by; the system's own when absent. */
  readonly ca?: string;
  /** The name that the server's certificate must have, when it is not the host. */
  readonly serverName?: string;
  /** Accepts any certificate. For tests and clusters on one's own desk. */
  readonly isInsecure?: boolean;
  /** A certificate and key (PEM) that say who is asking. */
  readonly certificate?: string;
  readonly key?: string;
  /** The bearer token to send now. Asked before every request; `isRefused` when the last one was not accepted. */
  readonly token?: (isRefused: boolean) => Promise<string | undefined>;
  /** The namespace that is meant where none is said. */
  readonly namespace: string;
}
