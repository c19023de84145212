import { credentialName } from './credential-name.js';

/** Of what is just called a secret, often the name of one is meant; these are the secret itself. */
const SECRET_ITSELF = /(?:client|consumer|channel|webhook|captcha|oauth2?|app|shared|jwt|cookie|session|hmac|signing)[-_]?secret(?:value)?\d*$/i;

/** What a parameter of a template holds, if its name and type say that it is a credential; a switch or a number is none. */
export function credentialParameter(name: string, type: string, fallback: string | undefined): string | undefined {
  const credential = type === 'String' ? credentialName(name) : undefined;
  if (!credential || (fallback !== undefined && /^(?:true|false|yes|no|on|off|enabled|disabled|\d{1,4})$/i.test(fallback))) return undefined;
  if (credential.kind === 'secret' && !SECRET_ITSELF.test(name)) return undefined;
  return credential.kind;
}
