import { css } from 'lit';

export const previewStyles = css`
  .room {
    display: grid;
    gap: 0.75rem;
  }
  .picture {
    position: relative;
    display: grid;
    place-items: center;
    overflow: hidden;
    aspect-ratio: 16 / 9;
    border-radius: var(--_radius);
    background: #14161b;
    color: #eceef3;
  }
  .picture video {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    /* As in a mirror, which is how people know themselves. */
    transform: scaleX(-1);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  meter {
    flex: 1 1 6rem;
    block-size: 0.75rem;
  }
  .note {
    margin: 0;
    padding: 0.5rem;
  }
  .problem {
    margin: 0;
    color: color-mix(in srgb, var(--_danger) 72%, var(--_text));
  }
  button[aria-pressed='false'].round {
    background: color-mix(in srgb, var(--_danger) 14%, var(--_raised));
  }
`;
