import { css } from 'lit';

export const tileStyles = css`
  .tile {
    position: relative;
    min-inline-size: 0;
    min-block-size: 0;
    /* Gives the rows their height where the element has none of its own; where it has, stretching wins. */
    aspect-ratio: 16 / 9;
    place-self: stretch;
    overflow: hidden;
    isolation: isolate;
    border-radius: var(--_radius);
    background: var(--rtc-tile-surface, var(--_sunken));
    box-shadow: var(--_shadow);
    container-type: inline-size;
    animation: appear 0.25s ease-out;
  }

  .speaking::after {
    position: absolute;
    inset: 0;
    border: 3px solid var(--rtc-speaker, var(--_accent));
    border-radius: inherit;
    content: '';
    pointer-events: none;
  }

  @keyframes appear {
    from {
      transform: scale(0.97);
    }
  }

  video,
  .placeholder {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }

  video {
    object-fit: var(--rtc-tile-fit, cover);
  }
  .screen video,
  .stream video,
  .tile:fullscreen video {
    object-fit: contain;
    background: #0b0c10;
  }
  .mirrored {
    transform: scaleX(-1);
  }
  video.mirrored:fullscreen {
    transform: none;
  }

  .placeholder {
    display: grid;
    place-items: center;
  }
  .initials {
    display: grid;
    place-items: center;
    inline-size: clamp(2.5rem, 24cqi, 7rem);
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--_hue);
    color: #fff;
    font-size: clamp(1rem, 9cqi, 2.6rem);
    font-weight: 600;
    letter-spacing: 0.02em;
  }

  .badge,
  .connection {
    position: absolute;
    display: flex;
    align-items: center;
    gap: 0.3em;
    max-inline-size: calc(100% - 1rem);
    padding: 0.2em 0.6em;
    border-radius: 999px;
    background: rgb(15 17 22 / 0.78);
    color: #fff;
    font-size: 0.8125rem;
  }
  .badge {
    inset-block-end: 0.5rem;
    inset-inline-start: 0.5rem;
  }
  .badge bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .badge .icon {
    inline-size: 1.1em;
    block-size: 1.1em;
    color: #ff9d94;
  }
  .hand {
    display: flex;
  }
  .badge .hand .icon {
    color: #ffd166;
  }
  .connection {
    inset-block-start: 0.5rem;
    inset-inline-start: 0.5rem;
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    unicode-bidi: plaintext;
    white-space: nowrap;
  }

  .play {
    position: absolute;
    inset: 0;
    margin: auto;
    inline-size: fit-content;
    block-size: fit-content;
    box-shadow: var(--_shadow);
  }

  .tools {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline-end: 0.5rem;
    display: flex;
    gap: 0.25rem;
    opacity: 0;
    transition: opacity 0.15s;
  }
  .tile:hover .tools,
  .tile:focus-within .tools {
    opacity: 1;
  }
  @media (hover: none) {
    .tools {
      opacity: 1;
    }
  }
  .tools button {
    inline-size: 2rem;
    min-block-size: 2rem;
    padding: 0;
    border: 0;
    background: rgb(15 17 22 / 0.78);
    color: #fff;
  }
  .tools button:hover:not(:disabled) {
    background: rgb(15 17 22 / 0.95);
  }
  .tools button[aria-pressed='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  @container (inline-size < 11rem) {
    .tools button:not(:first-child) {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .tile,
    .empty {
      border: 1px solid CanvasText;
    }
  }
`;
