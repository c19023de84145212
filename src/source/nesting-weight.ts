import { classOf, OTHER } from './character-class.js';

/**
 * What one more level takes of the native parser's stack, in units of 110 bytes, rounded up: measured by how many of each end a
 * thread with 4 MB, and of the constructs that start alike the most expensive. Operators that nest to the left count one each.
 */
export const WEIGHTS = { body: 16, block: 5, bracket: 9, paren: 7, angle: 8, arrow: 8, element: 10, right: 3 } as const;

/**
 * A third of 1 MB. Node's worker threads have 4 MB and its main thread 8, but what goes through the tree after the parser has only what V8 gives
 * scripts, which is 1 MB. No code that people write comes near, nor what bundlers make of it.
 */
export const MAX_WEIGHT = 2700;

/** What is open; `control` and `block` are brackets that end no operand, `template` is the text of a template, `children` what is between tags. */
export type Open = 'paren' | 'control' | 'bracket' | 'brace' | 'body' | 'block' | 'template' | 'tag' | 'closing' | 'children';

const WEIGHT_OF: Readonly<Record<Open, number>> = {
  paren: WEIGHTS.paren, control: WEIGHTS.paren, bracket: WEIGHTS.bracket, brace: WEIGHTS.bracket, body: WEIGHTS.body, block: WEIGHTS.block, template: 0, tag: WEIGHTS.element, closing: 0, children: WEIGHTS.element,
};

/** What the operators of an expression weigh up to a place. */
interface Reached {
  readonly chain: number;
  readonly tight: number;
  readonly tightest: number;
}

interface Opened extends Reached {
  readonly kind: Open;
  readonly angles: Reached[];
}

const NOTHING: Reached = { chain: 0, tight: 0, tightest: 0 };

/** What weighs on one place of a script: all brackets around it, with the operators before them. */
export class NestingWeight {
  /** Of all that is open, and of the operators around it. */
  private weight = 0;
  /** Of the operators since the current expression began, which `weight` has: those that bind loosely, */
  private chain = 0;
  /** those of the current operand of these, */
  private tight = 0;
  /** and the most that an operand had. */
  private tightest = 0;
  /** The `<` that nothing has closed, with what stood before each: a comma ends neither, as in `a => <T, U>(b) => c`. */
  private angles: Reached[] = [];
  private readonly opens: Opened[] = [];
  /** Of what is left out though the text could be read in another way. */
  private doubtful: number | undefined;
  /** The innermost. */
  open: Open = 'block';
  isOver = false;

  /** An operator that binds as tightly as any. */
  add(weight: number): void {
    this.tight += weight;
    if (this.tight <= this.tightest) return;
    this.weigh(this.tight - this.tightest);
    this.tightest = this.tight;
  }

  /** An operator around all others since the last of these. */
  addLoose(weight: number): void {
    this.tight = 0;
    this.chain += weight;
    this.weigh(weight);
  }

  addAngle(): void {
    this.angles.push(this.reached());
    this.weigh(WEIGHTS.angle);
  }

  private weigh(weight: number): void {
    this.weight += weight;
    if (this.weight > MAX_WEIGHT) this.isOver = true;
  }

  private reached(): Reached {
    return { chain: this.chain, tight: this.tight, tightest: this.tightest };
  }

  /** A comma: what stood before the innermost `<` goes on. */
  endExpression(): void {
    this.returnTo(this.angles.at(-1) ?? NOTHING);
  }

  endChain(): void {
    this.returnTo(NOTHING);
    this.weight -= this.angles.length * WEIGHTS.angle;
    this.angles = [];
  }

  private returnTo({ chain, tight, tightest }: Reached): void {
    this.weight -= this.chain + this.tightest - chain - tightest;
    this.chain = chain;
    this.tight = tight;
    this.tightest = tightest;
  }

  /** From here on the text could be read in another way, in which strings are code and code is strings: what strings would weigh as code is added up. */
  doubt(): void {
    this.doubtful ??= 0;
  }

  /** What stands between two places is no code, unless there is a doubt. */
  pass(text: string, from: number, to: number): void {
    if (this.doubtful === undefined) return;
    for (let i = from; i < to; i++) {
      const code = text.charCodeAt(i);
      if (classOf(code) === OTHER) this.doubtful += code === 40 || code === 91 || code === 123 || code === 60 ? WEIGHTS.bracket : 1;
    }
    if (this.doubtful > 2 * MAX_WEIGHT) this.isOver = true;
  }

  closeAngle(): void {
    if (this.angles.pop()) this.weight -= WEIGHTS.angle;
  }

  push(kind: Open): void {
    this.opens.push({ kind: this.open, ...this.reached(), angles: this.angles });
    this.open = kind;
    this.chain = 0;
    this.tight = 0;
    this.tightest = 0;
    this.angles = [];
    this.weigh(WEIGHT_OF[kind]);
  }

  /** Closes the innermost, and says what it was. */
  pop(): Open {
    const kind = this.open;
    this.endChain();
    const outer = this.opens.pop();
    // The parser stops at a bracket that closes nothing.
    if (!outer) return kind;
    this.weight -= WEIGHT_OF[kind];
    ({ kind: this.open, chain: this.chain, tight: this.tight, tightest: this.tightest, angles: this.angles } = outer);
    return kind;
  }
}
