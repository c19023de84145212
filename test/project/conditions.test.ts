import { describe, expect, it } from 'vitest';

import { extractTemplate } from '../../src/facts/template/extract.js';
import { branchWords, withoutImplied } from '../../src/project/condition-words.js';
import { definitions } from '../../src/project/definitions.js';
import { createScope } from '../../src/project/template-scope.js';
import type { TemplateScope } from '../../src/project/template-scope.js';
import { limitsReached } from '../../src/project/limits-reached.js';
import { visibilityTimeouts } from '../../src/project/queue-visibility.js';
import { projectOf } from './templates.js';

const PARAMETERS = `
Parameters:
  Stage: { Type: String, AllowedValues: [dev, test, prod] }
  Name: { Type: String }
  Other: { Type: String }
  Fixed: { Type: String, AllowedValues: ["true"] }
  Names: { Type: CommaDelimitedList, AllowedValues: [a] }
  Image: { Type: "AWS::SSM::Parameter::Value<String>", AllowedValues: [/a] }
Mappings:
  Stages:
    dev: { large: "false" }
    test: { large: "false" }
    prod: { large: "true" }
  Names:
    dev: { large: "true" }
  Odd: text
`;

function scopeOf(conditions: string, given: Readonly<Record<string, string>> = {}): TemplateScope {
  const { facts } = extractTemplate('template.yaml', `${PARAMETERS}Conditions:\n${conditions}\nResources: { Jobs: { Type: AWS::SQS::Queue } }\n`);
  if (!facts) throw new Error('no template');
  const at = { path: '', start: 0, end: 0 };
  return createScope(facts, new Map(Object.entries(given).map(([name, text]) => [name, { state: 'known' as const, value: { kind: 'text' as const, text: [text] }, at }])));
}

/** "true", "false" or "either". */
function outcome(condition: string, given?: Readonly<Record<string, string>>): string {
  const { conditions } = scopeOf(`  Other: !Equals [!Ref Stage, dev]\n  It: ${condition}\n`, given);
  const outcomes = [true, false].filter((one) => conditions.canHold(branchWords('It', one)));
  return outcomes.length === 2 ? 'either' : String(outcomes[0]);
}

describe('whatever the parameters are, a condition is', () => {
  it.each([
    ['!Equals [a, a]', 'true'],
    ['!Equals [a, b]', 'false'],
    ['!Equals [1, "1"]', 'true'],
    ['!Not [!Equals [a, b]]', 'true'],
    ['!Equals [!Ref Stage, dev]', 'either'],
    ['!Equals [!Ref Stage, staging]', 'false'],
    ['!Equals [staging, !Ref Stage]', 'false'],
    ['!Or [!Equals [!Ref Stage, dev], !Equals [!Ref Stage, test], !Equals [!Ref Stage, prod]]', 'true'],
    ['!And [!Equals [!Ref Stage, dev], !Not [!Condition Other]]', 'false'],
    ['!And [!Equals [!Ref Stage, dev], { Condition: Other }]', 'either'],
    ['!And [!Equals [!Ref Name, a], !Equals [!Ref Name, b]]', 'false'],
    ['!And [!Equals [!Ref Name, a], !Equals [!Ref Other, b]]', 'either'],
    ['!And [!Equals [!Ref Name, a], !Equals [!Ref Name, !Ref Other], !Equals [!Ref Other, b]]', 'false'],
    ['!And [!Equals [!Ref Name, !Ref Other], !Not [!Equals [!Ref Other, b]]]', 'either'],
    ['!Equals [!Ref Name, !Ref Name]', 'true'],
    ['!Equals [!Ref Name, !Ref Other]', 'either'],
    ['!Equals [!Ref Stage, !Ref Name]', 'either'],
    ['!Equals [!Ref Fixed, "true"]', 'true'],
    ['!Equals [!Sub "${Fixed}", "true"]', 'true'],
    ['!Equals [!Ref Names, b]', 'either'],
    ['!Equals [!Ref Image, b]', 'either'],
    ['!Equals [!Ref AWS::Region, eu-west-1]', 'either'],
    ['!Equals [!Sub "${Stage}-${Name}", dev-a]', 'either'],
    ['!And [!Equals [!Join ["", !Ref Names], ""], !Not [!Equals [!Join ["", !Ref Names], ""]]]', 'false'],
    ['!Equals [!FindInMap [Stages, !Ref Stage, large], "true"]', 'either'],
    ['!And [!Condition Other, !Equals [!FindInMap [Stages, !Ref Stage, large], "true"]]', 'false'],
    ['!Equals [!FindInMap [Stages, !Ref Name, large], "maybe"]', 'either'],
    ['!Equals [!FindInMap [Stages, !Ref Stage, large], !Ref Name]', 'either'],
    ['!And [!Equals [!Ref Stage, prod], { Condition: Other }]', 'false'],
    ['!And [!Equals [!Ref Stage, prod], { Condition: Other, More: x }]', 'either'],
    ['!And [!Equals [!Ref Stage, dev], !Unheard [!Equals [!Ref Stage, dev]]]', 'either'],
    ['!And [!Equals [!Ref Stage, dev], !Not [!Equals [!Ref Stage, dev], !Equals [a, b]]]', 'either'],
    ['!And [!Equals [!Ref Stage, dev], !Unheard [!Equals [!Ref Stage, test], !Equals [!Ref Stage, prod]]]', 'either'],
    ['!And [!Condition Other, !Equals ["true", !FindInMap [Stages, !Ref Stage, large]]]', 'false'],
    ['!And [!Condition Other, !Equals [!Unheard [Stages, !Ref Stage, large], "true"]]', 'either'],
    ['!And [!Condition Other, !Equals [!FindInMap [Stages, !Ref Stage, large, { DefaultValue: "true" }], "true"]]', 'either'],
    ['!And [!Condition Other, !Equals [!FindInMap [Names, !Ref Stage, large], "false"]]', 'false'],
    ['!And [!Equals [!ImportValue "${Stage}", dev], !Equals [!Ref Stage, prod]]', 'either'],
    ['!And [!Equals [!Sub "x${Stage}", dev], !Equals [!Ref Stage, prod]]', 'either'],
    ['!And [!Equals [!GetAtt Jobs.Arn, x], !Equals [!GetAtt Jobs.QueueName, y]]', 'either'],
    ['!And [!Equals [!Ref Stage, prod], !Unheard Other]', 'either'],
    ['!And [!Condition Other, !Equals [!Ref Name, !FindInMap [Stages, !Ref Stage, large]]]', 'either'],
    ['!Equals [a, b, c]', 'either'],
    ['!Equals [!FindInMap text, a]', 'either'],
    ['!Equals [!FindInMap [Missing, a, b], a]', 'either'],
    ['!Equals [!FindInMap [Odd, a, b], a]', 'either'],
    ['!Equals [!FindInMap [Stages, !FindInMap [Stages, dev, large], large], "true"]', 'either'],
    ['!Equals ["{{resolve:ssm:/stage}}", dev]', 'either'],
    ['!Condition Missing', 'either'],
    ['!Condition It', 'either'],
    ['!Not [!Condition It]', 'either'],
    ['!Equals [a]', 'either'],
    ['!And []', 'either'],
    ['!Or text', 'either'],
    ['text', 'either'],
    ['[]', 'either'],
    ['', 'either'],
  ])('%s: %s', (condition, expected) => {
    expect(outcome(condition)).toBe(expected);
  });

  it('open where it is nested too deeply to be followed', () => {
    const nested = (times: number): string => `${'!Not ['.repeat(times)}!Equals [a, a]${']'.repeat(times)}`;
    expect([outcome(nested(50)), outcome(nested(52))]).toEqual(['true', 'either']);
    expect(outcome(`${'!And ['.repeat(60)}!Equals [a, b]${', !Equals [a, a]]'.repeat(60)}`)).toBe('either');
  });

  it('what given values make of it', () => {
    expect(outcome('!Equals [!Ref Stage, dev]', { Stage: 'prod' })).toBe('false');
    expect(outcome('!Equals [!Ref Name, a]', { Name: 'a' })).toBe('true');
  });
});

describe('two conditions', () => {
  const { conditions } = scopeOf('  IsDev: !Equals [!Ref Stage, dev]\n  IsProd: !Equals [!Ref Stage, prod]\n  IsBig: !Equals [!Ref Name, big]\n');

  it('on one parameter exclude each other', () => {
    expect(conditions.canHold("when 'IsDev' is true and 'IsProd' is true")).toBe(false);
    expect(conditions.canHold("when 'IsDev' is true", "by default when 'IsProd' is false")).toBe(true);
    expect(conditions.canHold("when 'IsDev' is true", "when 'Stage' is 'prod'")).toBe(false);
    expect(conditions.canHold("when 'Stage' is 'dev'", "when 'Stage' is 'prod'")).toBe(false);
    expect(conditions.canHold("when 'Stage' is 'staging'")).toBe(false);
  });

  it('are related by a parameter', () => {
    expect(conditions.areRelated("when 'IsDev' is true", "when 'IsProd' is true")).toBe(true);
    expect(conditions.areRelated("when 'IsDev' is true", "when 'Stage' is 'prod'")).toBe(true);
    expect(conditions.areRelated("when 'IsDev' is true", "when 'IsBig' is true")).toBe(false);
    expect(conditions.areRelated('by default', "when 'IsBig' is true")).toBe(false);
  });
});

const STAGES = 'Parameters: { Stage: { Type: String, AllowedValues: [dev, prod] } }\nConditions: { IsProd: !Equals [!Ref Stage, prod], IsDev: !Equals [!Ref Stage, dev], Never: !Equals [!Ref Stage, none] }\n';

describe('resources', () => {
  it('that are never deployed are left out', () => {
    const { scope, functions } = projectOf(`${STAGES}Resources:
  Orders: { Type: AWS::Lambda::Function, Condition: Never }
  Invoices: { Type: AWS::Lambda::Function, Condition: IsProd }
  Jobs: { Type: AWS::SQS::Queue, Condition: Missing }`).answers({ definitions }).definitions[0] ?? {};
    expect(scope?.template.resources.map(({ logicalId }) => logicalId)).toEqual(['Invoices', 'Jobs']);
    expect(functions?.map(({ logicalId }) => logicalId)).toEqual(['Invoices']);
  });

  it('have the branches of their own condition only', () => {
    const { functions } = projectOf(`${STAGES}Resources:
  Orders: { Type: AWS::Lambda::Function, Condition: IsProd, Properties: { Timeout: !If [IsDev, 10, 20], MemorySize: !If [IsProd, 512, 128] } }`).answers({ definitions }).definitions[0] ?? {};
    expect(functions?.[0]).toMatchObject({ timeout: { state: 'known', value: 20 }, memorySize: { state: 'known', value: 512 } });
  });
});

describe('values of two resources', () => {
  const casesOf = (visibility: string, timeout: string, ...conditions: readonly string[]): readonly string[] => {
    const [queue = '', fn = ''] = conditions.map((condition) => `Condition: ${condition}, `);
    const text = `Transform: AWS::Serverless-2016-10-31\n${STAGES}Resources:
  Jobs: { Type: AWS::SQS::Queue, ${queue}Properties: { VisibilityTimeout: ${visibility} } }
  Worker: { Type: AWS::Serverless::Function, ${fn}Properties: { Timeout: ${timeout}, Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } } } }`;
    return projectOf(text).answers({ visibilityTimeouts }).visibilityTimeouts.flat().map((one) => `${one.visibility}${one.when} / ${one.timeout}${one.timeoutWhen}`);
  };

  it('meet where their conditions allow', () => {
    expect(casesOf('!If [IsProd, 90, 30]', '!If [IsDev, 5, 15]')).toEqual(["90 when 'IsProd' is true / 15 when 'IsDev' is false", "30 when 'IsProd' is false / 5 when 'IsDev' is true"]);
    expect(casesOf('!If [IsProd, 90, 30]', '!If [Missing, 5, 15]')).toEqual([]);
    expect(casesOf('60', '!If [IsDev, 5, 15]')).toEqual(["60 / 15 when 'IsDev' is false", "60 / 5 when 'IsDev' is true"]);
  });

  it('meet where the resources are there together', () => {
    expect(casesOf('60', '10', 'IsProd', 'IsDev')).toEqual([]);
    expect(casesOf('!If [IsProd, 90, 30]', '10', 'IsProd', 'IsProd')).toEqual(['90 / 10']);
  });
});

describe('what is too much to try', () => {
  it('is taken as possible and told', () => {
    const names = Array.from({ length: 14 }, (_, index) => `P${index}`);
    // Whether an odd number of them is 'x', asked in two ways: that both agree is found by trying everything only.
    const oddOf = (prefix: string, order: readonly string[]): string =>
      order.map((name, index) => {
        const [is, before] = [`!Equals [!Ref ${name}, x]`, `!Condition ${prefix}${index - 1}`];
        return `  ${prefix}${index}: ${index === 0 ? is : `!Or [!And [${is}, !Not [${before}]], !And [!Not [${is}], ${before}]]`}\n`;
      }).join('');
    const text = `Conditions:\n${oddOf('C', names)}${oddOf('D', names.toReversed())}Resources:\n  Orders: { Type: AWS::Lambda::Function, Properties: { Timeout: !If [C13, !If [D13, 1, 2], 3], MemorySize: !If [C3, 1, 2] } }\n`;
    const found = projectOf(text).answers({ definitions }).definitions;
    expect(found[0]?.functions[0]?.timeout).toMatchObject({ possible: [{ value: 1 }, { value: 2 }, { value: 3 }] });
    expect(limitsReached(found)).toMatchObject([{ message: 'Its conditions are too many to try every combination; branches that exclude each other may be vetted together.' }]);
  });

  it('holds for values too', () => {
    const branches = Array.from({ length: 90 }, (_, index) => `K${index}: { size: ${index} }`).join(', ');
    const text = `Parameters: { Key: { Type: String } }\nMappings: { Sizes: { ${branches} } }\nResources:\n  Orders: { Type: AWS::Lambda::Function, Properties: { Timeout: !FindInMap [Sizes, !Ref Key, size] } }\n`;
    const found = projectOf(text).answers({ definitions }).definitions;
    expect(found[0]?.functions[0]?.timeout).toMatchObject({ state: 'unknown' });
    expect(limitsReached(found).map(({ message }) => message)).toEqual(['A value may be more than 64 different ones; 64 of them are vetted.']);
  });

  it('never is a chain or a circle of conditions', () => {
    const chain = Array.from({ length: 5000 }, (_, index) => `  C${index}: !And [!Condition C${index + 1}, !Condition C${(index * 7) % 5000}]`);
    const text = `Conditions:\n${chain.join('\n')}\nResources:\n${Array.from({ length: 500 }, (_, index) => `  F${index}: { Type: AWS::Lambda::Function, Condition: C${index}, Properties: { Timeout: !If [C${index + 7}, 1, 2] } }\n`).join('')}`;
    expect(projectOf(text).answers({ definitions }).definitions[0]?.functions).toHaveLength(500);
  });
});

it('an outcome that goes without saying is left out of words, and asked about once', () => {
  const asked: string[] = [];
  const said = withoutImplied((opposite) => asked.push(opposite) > 0 && !opposite.includes('IsProd'));
  const words = "by default when 'IsProd' is true and 'IsLarge' is false and 'Stage' is 'prod'";
  expect([said(words), said("when 'IsProd' is true"), said(words), said(undefined)]).toEqual(["by default when 'IsLarge' is false and 'Stage' is 'prod'", undefined, "by default when 'IsLarge' is false and 'Stage' is 'prod'", undefined]);
  expect(asked).toEqual(["when 'IsProd' is false", "when 'IsLarge' is true"]);
});
