/** Something the engine puts in from outside: the files, today's date, a replaced runtime table. */
export interface Input<T> {
  readonly kind: 'input';
  readonly name: string;
  /** Never set: ties the name to the type of its value. */
  readonly type?: T;
}

/** A question about the project, answered at most once per project and only if something asks. */
export interface Analysis<T> {
  readonly kind: 'analysis';
  readonly name: string;
  readonly requires: Requirements;
  run(answers: never): T;
}

export type Source<T> = Input<T> | Analysis<T>;
export type Requirements = Readonly<Record<string, Source<unknown>>>;

/** What a rule or an analysis receives for its `requires`. */
export type Answers<R extends Requirements> = { readonly [K in keyof R]: R[K] extends Source<infer T> ? T : never };

export function defineInput<T>(name: string): Input<T> {
  return { kind: 'input', name };
}

export function defineAnalysis<R extends Requirements, T>(definition: {
  readonly name: string;
  readonly requires: R;
  run(answers: Answers<R>): T;
}): Analysis<T> {
  return { kind: 'analysis', ...definition };
}

/** Binds an input to its value for one project. */
export interface Binding {
  readonly input: Input<unknown>;
  readonly value: unknown;
}

export function bind<T>(input: Input<T>, value: T): Binding {
  return { input, value };
}

/** Answers questions about one project, each at most once. */
export interface Driver {
  ask(source: Source<unknown>): unknown;
  /** Whether all inputs that it comes from are bound. */
  canAnswer(source: Source<unknown>): boolean;
  answers<R extends Requirements>(requires: R): Answers<R>;
}

/** The requirements of a rule never change: they are listed once, not for every project. */
const listed = new WeakMap<Requirements, readonly (readonly [string, Source<unknown>])[]>();

function listRequirements(requires: Requirements): readonly (readonly [string, Source<unknown>])[] {
  const known = listed.get(requires) ?? Object.entries(requires);
  listed.set(requires, known);
  return known;
}

/**
 * A driver over the given inputs. Asking for an input that was not bound throws: that is a mistake of the engine. What needs
 * nothing but the inputs of another driver is asked there: its answers may outlive this one.
 */
export function createDriver(bindings: readonly Binding[], below?: Driver): Driver {
  const done = new Map<Source<unknown>, unknown>(bindings.map(({ input, value }) => [input, value]));
  const answerable = new Map<Source<unknown>, boolean>();

  function ask(source: Source<unknown>): unknown {
    if (done.has(source)) return done.get(source);
    if (below?.canAnswer(source)) return below.ask(source);
    if (source.kind === 'input') throw new Error(`input '${source.name}' is not bound`);
    const answer = source.run(collect(source.requires) as never);
    done.set(source, answer);
    return answer;
  }

  function collect(requires: Requirements): Readonly<Record<string, unknown>> {
    const answers: Record<string, unknown> = {};
    for (const [key, source] of listRequirements(requires)) answers[key] = ask(source);
    return answers;
  }

  function canAnswer(source: Source<unknown>): boolean {
    const known = done.has(source) ? true : answerable.get(source);
    if (known !== undefined) return known;
    const can = source.kind === 'analysis' && listRequirements(source.requires).every(([, one]) => canAnswer(one));
    answerable.set(source, can);
    return can;
  }

  return { ask, canAnswer, answers: <R extends Requirements>(requires: R) => collect(requires) as Answers<R> };
}
