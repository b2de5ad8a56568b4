/** What is known of one operation on one mount, in ns and ns per byte: what the model's parameters are made to agree with. */
export interface KnownCosts {
  /** Of one call, of a part of its path, of a byte moved by the program. */
  readonly callNs: number;
  readonly componentNs: number;
  readonly copyNsPerByte: number;
  /** One request without payload, mappings included. */
  readonly requestNs: number;
  /** Payload, all passes together. */
  readonly readNsPerByte: number;
  readonly writeNsPerByte: number;
  /** An entry of a listing. */
  readonly entryNs: number;
  /**
   * Of the time of a request without payload: what only one can have at a time, what was seen beyond the near side of the transport, and
   * what went to bounce buffers. Null where nothing tells.
   */
  readonly serialShare: number | null;
  readonly awayShare: number | null;
  readonly dmaShare: number | null;
  /** One copy between a bounce buffer and what it stands for, where traces saw it; null where only sums with the far side are known. */
  readonly bounceNsPerByte: number | null;
  /** One standard error of the request, relative. */
  readonly requestError: number;
  readonly byteError: number;
}
