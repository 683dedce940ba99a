/** How large a pack may be. The largest published pack has 4 MB, 200 flows and 2,000 cards. */
export interface PackLimits {
  /** Of the file. */
  readonly bytes: number;
  /** Of lists and objects in the JSON, one inside the other. */
  readonly depth: number;
  readonly flows: number;
  readonly tables: number;
  /** In all flows and blocks together. */
  readonly cards: number;
  readonly cardsPerScope: number;
  /** Orderings of one flow or block. Published ones have six for a card at most. */
  readonly edgesPerScope: number;
  /** Inputs and outputs of one card. */
  readonly fieldsPerCard: number;
  /** With the fields that Joins join. */
  readonly pins: number;
  /** Blocks inside blocks. */
  readonly blockDepth: number;
  /** Characters. */
  readonly idLength: number;
}

export const PACK_LIMITS: PackLimits = {
  bytes: 32 * 1024 * 1024,
  depth: 500,
  flows: 5_000,
  tables: 1_000,
  cards: 50_000,
  cardsPerScope: 2_000,
  edgesPerScope: 20_000,
  fieldsPerCard: 1_000,
  pins: 200_000,
  blockDepth: 20,
  idLength: 200,
};
