import { css } from 'lit';

export const videoStyles = css`
  :host {
    container-type: inline-size;
  }

  .grid {
    --_columns: 2;
    display: grid;
    /* Twice as many tracks as columns: an incomplete last row is centred by starting half a tile later. */
    grid-template-columns: repeat(calc(var(--_columns) * 2), minmax(0, 1fr));
    grid-auto-rows: minmax(0, 1fr);
    gap: var(--_gap);
    block-size: 100%;
  }

  .grid > .tile {
    grid-column: span 2;
  }

  :host([count='1']) .grid {
    --_columns: 1;
  }
  :host([count='5']) .grid,
  :host([count='6']) .grid,
  :host([count='7']) .grid,
  :host([count='8']) .grid,
  :host([count='9']) .grid {
    --_columns: 3;
  }
  .grid:has(> :nth-child(10)) {
    --_columns: 4;
  }
  :host([count='3']) .tile:nth-child(3),
  :host([count='5']) .tile:nth-child(4),
  :host([count='8']) .tile:nth-child(7) {
    grid-column: 2 / span 2;
  }
  :host([count='7']) .tile:nth-child(7) {
    grid-column: 3 / span 2;
  }

  @container (inline-size < 34rem) {
    :host([count='2']) .grid {
      --_columns: 1;
    }
    :host([count='5']) .grid,
    :host([count='6']) .grid {
      --_columns: 2;
    }
    :host([count='5']) .tile:nth-child(4) {
      grid-column: span 2;
    }
    :host([count='5']) .tile:nth-child(5) {
      grid-column: 2 / span 2;
    }
    .grid:has(> :nth-child(10)) {
      --_columns: 3;
    }
  }

  .grid.spotlight {
    grid-template-columns: minmax(0, 1fr) clamp(7rem, 20%, 13rem);
    grid-template-rows: repeat(var(--_strip, 1), minmax(0, 8rem)) minmax(0, 1fr);
    grid-auto-rows: 0;
  }
  .grid.spotlight > .tile.tile {
    grid-column: 2;
  }
  .grid.spotlight > .tile.main {
    grid-column: 1;
    grid-row: 1 / -1;
  }
  :host([count='1']) .grid.spotlight > .tile.main {
    grid-column: 1 / -1;
  }

  @container (inline-size < 34rem) {
    .grid.spotlight {
      grid-template-columns: repeat(var(--_strip, 1), minmax(0, 9rem));
      grid-template-rows: minmax(0, 1fr) 5.5rem;
      justify-content: center;
    }
    .grid.spotlight > .tile.tile {
      grid-column: auto;
      grid-row: 2;
    }
    .grid.spotlight > .tile.main {
      grid-column: 1 / -1;
      grid-row: 1;
      inline-size: 100cqi;
      justify-self: center;
    }
    :host([count='1']) .grid.spotlight {
      grid-template-rows: minmax(0, 1fr);
      grid-template-columns: minmax(0, 1fr);
    }
  }

  .grid.strip {
    display: flex;
    overflow-x: auto;
    scroll-snap-type: inline proximity;
  }
  .grid.strip > .tile {
    flex: 0 0 min(14rem, 60%);
    block-size: auto;
    scroll-snap-align: start;
  }

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

  @keyframes appear {
    from {
      opacity: 0;
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
  .hue-0 {
    --_hue: #4a5fc1;
  }
  .hue-1 {
    --_hue: #8a4bb0;
  }
  .hue-2 {
    --_hue: #b0486f;
  }
  .hue-3 {
    --_hue: #a15a1e;
  }
  .hue-4 {
    --_hue: #2f7d56;
  }
  .hue-5 {
    --_hue: #22768f;
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
  .connection {
    inset-block-start: 0.5rem;
    inset-inline-start: 0.5rem;
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

  .empty {
    display: grid;
    place-items: center;
    min-block-size: 8rem;
    block-size: 100%;
    border-radius: var(--_radius);
    background: var(--_sunken);
    color: var(--_muted);
  }

  @media (forced-colors: active) {
    .tile,
    .empty {
      border: 1px solid CanvasText;
    }
  }
`;
