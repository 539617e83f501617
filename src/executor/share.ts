/**
 * A copy of constants in which every buffer lies in shared memory, so that any number of threads can
 * read them without copies of their own. The rest is cloned per thread, as threads do.
 */
export function share(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return sharedCopy(new Uint8Array(value)).buffer
  if (ArrayBuffer.isView(value))
    return value instanceof DataView ? value : sharedCopy(value as View)
  if (Array.isArray(value)) return value.map(share)
  if (typeof value !== 'object' || value === null) return value
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, share(inner)]))
}

type View = NodeJS.TypedArray

function sharedCopy(typed: View): View {
  const buffer = new SharedArrayBuffer(typed.byteLength)
  // A Buffer is a Uint8Array whose constructor must not be called this way.
  const View = Buffer.isBuffer(typed)
    ? Uint8Array
    : (typed.constructor as new (buffer: SharedArrayBuffer) => View)
  const copy = new View(buffer)
  new Uint8Array(buffer).set(new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength))
  return copy
}
