import { describe, expect, test } from 'vitest';

import { toGithub } from '../../src/report/github.js';
import { toGitlab } from '../../src/report/gitlab.js';
import { toJunit } from '../../src/report/junit.js';
import { toMarkdown } from '../../src/report/markdown.js';
import { fakeDiagnostic, ORDERS_REPORT, placeOf, reportOn } from './orders-report.js';

const HOSTILE = "Function 'x\n::error file=a::stolen%0A::set-env name=A::b ##[error]' | `@team` <b>&amp;</b> [a](http://b) \u202E\uD800\u0007";
const AT = { path: 'a,b:c%/te`mp|.yaml', startLine: 2, startColumn: 3, endLine: 2, endColumn: 7 };
const HOSTILE_REPORT = reportOn('', [fakeDiagnostic(AT, { message: HOSTILE, rule: 'default-timeout' })]);
const CLEAN_REPORT = { ...reportOn('', []), summary: { ...ORDERS_REPORT.summary, errors: 0, warnings: 0, notes: 0, suppressed: 0 } };

describe('github', () => {
  test('one command for each finding and problem, then the summary', () => {
    const lines = toGithub(ORDERS_REPORT).split('\n');
    expect(lines[0]).toBe("::warning file=src/orders [v2].ts,line=3,endLine=5,title=lambdavet client-in-handler::Client 'DynamoDBClient' is built on each invocation.");
    expect(lines[2]).toBe('::error file=src/orders [v2].ts,line=7,endLine=7,col=30,endColumn=52,title=lambdavet secret-in-source::A key is written here.');
    expect(lines.filter((line) => line.startsWith('::notice'))).toHaveLength(1);
    expect(lines).toContain('::warning file=broken.yaml,line=4,title=lambdavet problem::A flow mapping is not closed.');
    expect(lines.at(-2)).toMatch(/^4 errors, 2 warnings, 1 note in /);
    expect(lines.join()).not.toContain('Ignored.');
  });

  test('a name from the project starts no command and hides no character', () => {
    const lines = toGithub(HOSTILE_REPORT).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^::warning file=a%2Cb%3Ac%25\/te`mp\|\.yaml,line=2,endLine=2,col=3,endColumn=7,title=lambdavet default-timeout::Function 'x \uFFFD:error file=a::stolen%250A::set-env/);
  });
});

describe('gitlab', () => {
  test('entries as Code Quality reads them', () => {
    const entries = JSON.parse(toGitlab(ORDERS_REPORT)) as readonly Record<string, unknown>[];
    expect(entries).toHaveLength(9);
    expect(entries[0]).toMatchObject({
      check_name: 'client-in-handler', severity: 'major', fingerprint: '0123456789abcdef', location: { path: 'src/orders [v2].ts', lines: { begin: 3, end: 5 } },
    });
    expect(entries.at(-1)).toMatchObject({ check_name: 'problem-limit', severity: 'info', location: { path: '.', lines: { begin: 1 } } });
    expect(JSON.parse(toGitlab(CLEAN_REPORT))).toEqual([]);
  });
});

describe('junit', () => {
  test('a suite for each file, a case for each finding', () => {
    const xml = toJunit(ORDERS_REPORT);
    expect(xml).toContain('<testsuites name="lambdavet" tests="9" failures="7" errors="2">');
    expect(xml).toContain('<testsuite name="src/orders [v2].ts" tests="5" failures="5" errors="0">');
    expect(xml).toContain('<testcase classname="template.yaml" name="default-timeout at 5:16"><failure message="');
    expect(xml).toContain('<testcase classname="broken.yaml" name="problem parse at 4"><error message="A flow mapping is not closed." type="parse">');
    expect(toJunit(CLEAN_REPORT)).toContain('<testcase classname="lambdavet" name="no findings"/>');
  });

  test('what XML cannot hold is replaced, what means something in it is escaped', () => {
    const xml = toJunit(HOSTILE_REPORT);
    expect(xml).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800]|<b>|&amp;<|"x\n/);
    expect(xml).toContain('&#60;b&#62;&#38;amp;');
    expect(xml.match(/<failure /g)).toHaveLength(1);
  });
});

describe('markdown', () => {
  test('counts, then the findings, the worst first', () => {
    const text = toMarkdown(ORDERS_REPORT);
    expect(text).toMatch(/^### lambdavet\n\n4 errors, 2 warnings, 1 note in .*\n\n\| rule \| severity \| findings \|\n\| --- \| --- \| --- \|\n\| \[`secret-in-source`\]\(https:\S+\) \| error \| 4 \|\n/);
    expect(text).toContain('| note | `default-timeout` | `template.yaml:5:16` |');
    expect(text).toContain('#### Problems\n\n| place | problem |\n| --- | --- |\n| `broken.yaml:4` | A flow mapping is not closed. |');
    expect(toMarkdown(CLEAN_REPORT)).toBe('### lambdavet\n\nNo findings in 1 function of 1 project (2 files)\n');
  });

  test('a name from the project neither formats nor links nor calls anybody', () => {
    const row = toMarkdown(HOSTILE_REPORT).split('\n').find((line) => line.startsWith('| warning'));
    expect(row).toContain("`a,b:c%/te'mp\\|.yaml:2:3`");
    expect(row).toContain('\\| \\`@<!-- -->team\\` \\<b\\>&amp;amp;\\</b\\> \\[a\\](http:<!-- -->//b)');
  });

  test('what is too long for a comment is cut, and says so', () => {
    const many = Array.from({ length: 2000 }, () => fakeDiagnostic(placeOf('template.yaml', 5, '30')));
    const text = toMarkdown({ ...ORDERS_REPORT, diagnostics: many });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/… and \d+ more findings\./);
  });
});
