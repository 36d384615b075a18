/** Names of fields that hold a person's data or a secret, wherever they stand. Compared in lower case, without separators. */
const PRIVATE = new Set([
  'matricule',
  'person',
  'firstname',
  'lastname',
  'nom',
  'prenom',
  'user',
  'userid',
  'accidentnumber',
  'prescriber',
  'prescribercode',
  'administrator',
  'email',
  'password',
  'passphrase',
  'secret',
  'token',
  'assertion',
  'privatekey',
  'pkcs12',
  'authorization',
  'cookie',
  'value',
  'payload',
  'xml',
  'body',
]);

const MAX_DEPTH = 6;
const MAX_TEXT = 2_000;

/** A matricule has 13 digits (mySecu protocol, section 4); whoever logs one by mistake logs it masked. */
const MATRICULE = /(?<!\d)\d{13}(?!\d)/g;
/** A JWE or JWT in compact form. */
const JOSE = /eyJ[\w-]{8,}(\.[\w-]*){2,4}/g;
const PEM = /-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/g;

/** A copy of `data` that may be logged. */
export function redact(data: unknown, depth = 0): unknown {
  if (typeof data === 'string') {
    return redactText(data);
  }
  if (typeof data === 'bigint') {
    return data.toString();
  }
  if (typeof data !== 'object' || data === null) {
    return data;
  }
  if (depth >= MAX_DEPTH) {
    return '[deep]';
  }
  if (data instanceof Error) {
    return redactError(data, depth);
  }
  if (data instanceof Date) {
    return data.toJSON();
  }
  if (ArrayBuffer.isView(data)) {
    return `[${data.byteLength} bytes]`;
  }
  if (Array.isArray(data)) {
    return data.map((item) => redact(item, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, isPrivate(name) ? '[private]' : redact(value, depth + 1)]),
  );
}

/** `text` without matricules, JOSE objects and PEM blocks. */
export function redactText(text: string): string {
  return text.slice(0, MAX_TEXT).replace(PEM, '[pem]').replace(JOSE, '[jose]').replace(MATRICULE, '[13 digits]');
}

function isPrivate(name: string): boolean {
  return PRIVATE.has(name.toLowerCase().replace(/[-_]/g, ''));
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined;
  return {
    type: name,
    ...(code !== undefined && { code }),
    message: redactText(message),
    ...(stack !== undefined && { stack: redactText(framesOf(stack)) }),
    ...(cause !== undefined && { cause: redact(cause, depth + 1) }),
  };
}

/** The stack begins with the message, which may have several lines. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 7)
    .join('\n');
}
