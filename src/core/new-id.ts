const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_'

/** A random id of 22 characters (132 bits) from letters, digits, `-` and `_`, which every order API takes. */
export function newId(): string {
  let id = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(22))) id += ALPHABET[byte & 63]
  return id
}
