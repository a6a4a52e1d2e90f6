import type { ComponentChildren } from 'preact';

/** A page of another server, which learns nothing of this one. */
export function LookUp({ link, children }: { link: string; children: ComponentChildren }) {
  return (
    <a class="look-up" href={link} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
