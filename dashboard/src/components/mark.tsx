/** Belay's sign: a locked carabiner on a rope. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path class="mark-line" d="M16 5.5V10M16 22v4.5M16 13.6v4.8" />
      <rect class="mark-line" x="10.6" y="10" width="10.8" height="12" rx="5.4" />
    </svg>
  );
}
