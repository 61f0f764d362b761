import type { Value } from '../../values/value';

export type Expression =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise?: Expression;
      readonly line: number;
    }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'unary'; readonly operator: '-' | '+'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[] }
  | {
      readonly kind: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: ComparisonOperator; readonly right: Expression }[];
    }
  | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly object: Expression; readonly key: Expression }
  | { readonly kind: 'slice'; readonly object: Expression; readonly bounds: readonly (Expression | undefined)[] }
  | { readonly kind: 'call'; readonly callee: Expression; readonly arguments: CallArguments }
  | {
      readonly kind: 'filter';
      readonly input: Expression | undefined;
      readonly name: string;
      readonly arguments: CallArguments;
      readonly line: number;
    }
  | {
      readonly kind: 'test';
      readonly input: Expression;
      readonly name: string;
      readonly arguments: CallArguments;
      readonly line: number;
    };

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
  /** `*args` */
  readonly spread?: Expression;
  /** `**kwargs` */
  readonly spreadNamed?: Expression;
}

/** What a value is assigned to. */
export type Target =
  | { readonly kind: 'name'; readonly name: string; readonly line: number }
  | { readonly kind: 'tuple'; readonly targets: readonly Target[] }
  | { readonly kind: 'attribute'; readonly namespace: string; readonly name: string };

export interface MacroParameter {
  readonly name: string;
  readonly fallback?: Expression;
}

export type Block = readonly Statement[];

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly expression: Expression }
  | {
      readonly kind: 'for';
      readonly target: Target;
      readonly iterable: Expression;
      readonly test?: Expression;
      readonly recursive: boolean;
      readonly body: Block;
      readonly otherwise: Block;
    }
  | { readonly kind: 'if'; readonly branches: readonly (readonly [Expression, Block])[]; readonly otherwise: Block }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
  | { readonly kind: 'set-block'; readonly target: Target; readonly filter?: Expression; readonly body: Block }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly parameters: readonly MacroParameter[];
      readonly body: Block;
    }
  | {
      readonly kind: 'call';
      readonly call: Expression;
      readonly parameters: readonly MacroParameter[];
      readonly body: Block;
    }
  | { readonly kind: 'filter'; readonly filter: Expression; readonly body: Block }
  | { readonly kind: 'with'; readonly assignments: readonly (readonly [Target, Expression])[]; readonly body: Block }
  | { readonly kind: 'autoescape'; readonly enabled: Expression; readonly body: Block }
  | BlockStatement
  /** `include`, `import` and the like: prompts have no folder of templates to load from. `names` are what it would set. */
  | { readonly kind: 'load'; readonly template: Expression; readonly names: readonly string[] };

/** A named part of a template, which `self.name()` renders again. */
export interface BlockStatement {
  readonly kind: 'block';
  readonly name: string;
  /** Whether it sees the names around it, and not only the template's own. */
  readonly scoped: boolean;
  readonly required: boolean;
  readonly body: Block;
  readonly line: number;
}
