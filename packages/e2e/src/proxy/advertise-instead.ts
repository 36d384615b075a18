const HOST = Buffer.from('\u0000\u0009127.0.0.1', 'latin1');

/** An answer that names brokers (Metadata, FindCoordinator), with other ports in their place; both take four bytes. */
export function advertiseInstead(answer: Buffer, ports: ReadonlyMap<number, number>): Buffer {
  const changed = Buffer.from(answer);
  for (let at = changed.indexOf(HOST); at >= 0; at = changed.indexOf(HOST, at + HOST.length)) {
    const portAt = at + HOST.length;
    const port = portAt + 4 <= changed.length ? ports.get(changed.readInt32BE(portAt)) : undefined;
    if (port !== undefined) {
      changed.writeInt32BE(port, portAt);
    }
  }
  return changed;
}
