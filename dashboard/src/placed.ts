/** For rows that have no names and never change order: the place is the identity. */
export function placed<T>(items: readonly T[]): readonly { readonly key: number; readonly item: T }[] {
  return items.map((item, key) => ({ key, item }));
}
