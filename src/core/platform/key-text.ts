import { ConfigError } from '../errors/local-errors.js'

/**
 * The PEM text in what the caller gave, or undefined for binary DER.
 * Mends what environment variables do to PEM (`\n` as two characters); throws ConfigError for what cannot be a private key.
 */
export function keyText(type: string, input: string | Uint8Array): string | undefined {
  const text = typeof input === 'string' ? input : new TextDecoder().decode(input)
  if (!text.includes('-----BEGIN')) {
    if (typeof input !== 'string') return undefined
    throw new ConfigError(
      /\.(pem|key|txt)\s*$/i.test(input)
        ? `privateKey of ${type}() looks like the name of a file: read the file and pass its content.`
        : `privateKey of ${type}() is not PEM text: it must start with -----BEGIN.`,
    )
  }
  if (/-----BEGIN [A-Z ]*PUBLIC KEY-----/.test(text)) {
    throw new ConfigError(`privateKey of ${type}() holds a public key: pass the private one.`)
  }
  return text.replaceAll('\\n', '\n')
}
