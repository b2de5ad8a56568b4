/** Node's types leave it out; only this much of it is used. */
declare const WebAssembly: { readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer } };

/** 64 KiB each: 1 MiB, the largest transfer, and one more for the shift. */
const WASM_PAGES = 17;

let region: Buffer | null = null;

/**
 * `bytes` of memory that start `shift` bytes into a page.
 *
 * JavaScript cannot see the address of a Buffer, and `Buffer.alloc` of a large size starts 16 bytes into a page, which adds a page and at
 * the size limit a request. The memory of WebAssembly always starts on a page (O_DIRECT accepts it, and refuses Buffer.alloc).
 * One region per thread serves all steps, since each reserves gigabytes of address space. Filled, so that its pages are there.
 */
export function pageAligned(bytes: number, shift: number): Buffer {
  region ??= Buffer.from(new WebAssembly.Memory({ initial: WASM_PAGES }).buffer).fill(1);
  if (shift + bytes > region.length)
    throw new RangeError(`pageAligned: ${shift} + ${bytes} bytes, but there are ${region.length}`);
  return region.subarray(shift, shift + bytes);
}
