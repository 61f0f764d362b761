export type AssetKind = 'model' | 'data' | 'environment';

/** A version that the workspace holds. */
export interface RegisteredAsset {
  readonly kind: AssetKind;
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the content, in hex. Empty for a version that something else registered, without this tag. */
  readonly hash: string;
}

/** What registering led to. */
export interface Registration extends RegisteredAsset {
  /** True where this call made the version; false where the content was registered already. */
  readonly changed: boolean;
}

/** How far the registration of one asset is. */
export interface AssetProgress {
  readonly kind: AssetKind;
  readonly name: string;
  readonly step: 'hashing' | 'comparing' | 'uploading' | 'registering' | 'unchanged' | 'registered';
  /** With `uploading`: bytes that the storage holds, of those that it must hold. */
  readonly bytes?: { readonly done: number; readonly total: number };
  /** With `unchanged` and `registered`. */
  readonly version?: string;
}

/** The tag of a version that holds its content hash. */
export const hashTag = 'contentHash';
