declare const resolvesTo: unique symbol;

/** Names something that a composition can resolve; `T` is what it resolves to. */
export interface Token<T> {
  readonly name: string;
  readonly symbol: symbol;
  /** Exists in the type alone: keeps a `Token<A>` from passing for a `Token<B>`. */
  readonly [resolvesTo]?: T;
}

/** Makes a token. Two tokens of the same name are two tokens. */
export function token<T>(name: string): Token<T> {
  return { name, symbol: Symbol(name) };
}

/** A class may stand for its own instance. */
export type Key<T> = Token<T> | (abstract new (...parameters: never[]) => T);
