import { css } from 'lit';

/** @cssproperty --rtc-block-size - how high a complete call is; a `height` on the element does the same */
export const roomStyles = css`
  :host(:state(complete)) {
    block-size: var(--rtc-block-size, clamp(24rem, 80vh, 54rem));
    container-type: inline-size;
  }

  .call {
    position: relative;
    display: flex;
    block-size: 100%;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 1.25);
    background: var(--_surface);
  }
`;
