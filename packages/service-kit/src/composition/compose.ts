import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Key } from './token.ts';

/** What a factory may ask for. */
export interface Resolver {
  /** Throws `CompositionError` when nothing is registered under `key`, or when `key` needs itself. */
  resolve<T>(key: Key<T>): T;
}

/** Thrown when a graph cannot be built: a missing, doubled or circular registration. A bug of a composition root, met at start. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
}

/** A registry of single instances, each made once by its factory, at first use. Closing what was made belongs to the lifecycle. */
export class Composition implements Resolver {
  readonly #container: DependencyContainer = container.createChildContainer();
  readonly #underway: string[] = [];

  /** Registers the one factory of `key`. Throws `CompositionError` when there is one already. */
  single<T>(key: Key<T>, factory: (resolver: Resolver) => NoInfer<T>): this {
    if (this.#container.isRegistered(injectionToken(key))) {
      throw new CompositionError(`${key.name} is registered twice`);
    }
    return this.#register(key, factory);
  }

  /** Replaces the factory of `key`, to keep a real graph but for one part. Throws `CompositionError` when there is none to replace. */
  replace<T>(key: Key<T>, factory: (resolver: Resolver) => NoInfer<T>): this {
    if (!this.#container.isRegistered(injectionToken(key))) {
      throw new CompositionError(`${key.name} is not registered: there is nothing to replace`);
    }
    return this.#register(key, factory);
  }

  resolve<T>(key: Key<T>): T {
    const injection = injectionToken(key);
    if (!this.#container.isRegistered(injection)) {
      throw new CompositionError(`${key.name} is not registered${this.#trail()}`);
    }
    return this.#container.resolve(injection);
  }

  #register<T>(key: Key<T>, factory: (resolver: Resolver) => T): this {
    let made: { readonly instance: T } | undefined;
    this.#container.register(injectionToken(key), {
      useFactory: () => {
        made ??= { instance: this.#make(key.name, factory) };
        return made.instance;
      },
    });
    return this;
  }

  #make<T>(name: string, factory: (resolver: Resolver) => T): T {
    if (this.#underway.includes(name)) {
      throw new CompositionError(`${name} needs itself${this.#trail()}`);
    }
    this.#underway.push(name);
    try {
      return factory(this);
    } finally {
      this.#underway.pop();
    }
  }

  #trail(): string {
    return this.#underway.length === 0 ? '' : `, asked for by ${this.#underway.join(' > ')}`;
  }
}

/** Begins an empty composition. */
export function compose(): Composition {
  return new Composition();
}

function injectionToken<T>(key: Key<T>): InjectionToken<T> {
  return 'symbol' in key ? key.symbol : (key as unknown as InjectionToken<T>);
}
