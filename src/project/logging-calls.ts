import type { CallExpression, CallFact } from '../facts/model.js';
import type { ModuleGraph } from './find-export.js';
import type { HandlerCode } from './handler-code.js';
import { valueFlow } from './value-flow.js';
import type { Origin } from './value-flow.js';

const CONSOLE = /^(?:console\.(?:log|info|warn|error|dir)|print)$/;
/** Loggers whose lines show what they are given. Others (`winston`, `bunyan`) may be set up to leave things out. */
const LOGGERS = /^(?:logging|aws_lambda_powertools(?:\.logging(?:\.logger)?)?|loguru|pprint|@aws-lambda-powertools\/logger|pino)$/;
const ALWAYS = /^(?:warn|warning|error|critical|exception|fatal|pprint)$/;
const USUALLY = /^(?:info|log)$/;

/**
 * Tells the calls that certainly write a log line in code as it is deployed. Debug lines are usually off; those of `logging` below
 * warnings are off until the code sets a level, and a filter may change any of them.
 */
export function loggingCalls({ calls }: HandlerCode, graph: ModuleGraph): (path: string, call: CallFact) => boolean {
  const done = new Set(calls.flatMap(({ fact: { callee } }) => ('path' in callee ? (callee.path.at(-1) ?? []) : [])));
  const setsLevel = ['setLevel', 'basicConfig', 'dictConfig'].some((name) => done.has(name));
  const flow = valueFlow(graph);

  function writes({ specifier, path, receiver }: Origin): boolean {
    const name = path.at(-1) ?? '';
    if (!LOGGERS.test(specifier) || mayRedact(receiver?.value) || done.has('addFilter')) return false;
    return ALWAYS.test(name) || (USUALLY.test(name) && (specifier !== 'logging' || setsLevel));
  }

  return (path, { callee, receiver }) => {
    if (callee.kind === 'global') return CONSOLE.test(callee.path.join('.'));
    const origins = callee.kind === 'import' || callee.kind === 'parameter' ? flow.origins(path, callee, receiver) : [];
    return origins.length > 0 && origins.every(writes);
  };
}

/** `pino({ redact: […] })`, formatters, or options that are not known. */
function mayRedact(logger: CallExpression | undefined): boolean {
  return logger?.arguments.some((options) => options.kind === 'unknown' || options.kind === 'import' || (options.kind === 'object' && (!options.complete || options.properties.some(({ name }) => REDACTING.test(name))))) ?? false;
}

const REDACTING = /^(?:redact|serializers|formatters|hooks|mixin|logger_formatter|logFormatter|logger_handler|json_serializer|jsonReplacerFn|level|logLevel)$/;
