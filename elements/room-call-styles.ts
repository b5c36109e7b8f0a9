import { css } from 'lit';

export const roomCallStyles = css`
  .stage {
    position: relative;
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 0.75rem;
    min-inline-size: 0;
    padding: 0.75rem;
    container-type: inline-size;
  }

  .stage > .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1rem;
    padding-inline: 0.25rem;
  }

  h2,
  h3 {
    margin: 0;
    overflow: hidden;
    font-size: 1rem;
    font-weight: 650;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .count {
    position: relative;
    flex: none;
    gap: 0.4em;
    border-color: transparent;
    background: none;
    color: var(--_muted);
    font-weight: inherit;
  }

  .calls {
    position: absolute;
    inset-block-start: 0.75rem;
    inset-inline: 0.75rem;
    z-index: 2;
    display: grid;
    gap: 0.5rem;
    justify-items: center;
  }
  .calls .notice,
  .questions .notice {
    box-shadow: var(--_shadow);
  }
  .notice.notice.calling > span {
    flex-basis: auto;
  }
  .calling small {
    display: block;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .count .news {
    position: static;
  }
  .questions {
    display: grid;
    gap: 0.5rem;
    justify-items: start;
    margin-block-start: 0.5rem;
  }

  .password {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: center;
    gap: 0.5rem;
  }
  .password label {
    display: grid;
    gap: 0.25rem;
    color: var(--_muted);
    font-size: 0.875rem;
    text-align: start;
  }
  .password input {
    inline-size: min(16rem, 100%);
    min-block-size: 2.75rem;
    padding: 0.375rem 0.875rem;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_raised);
    color: var(--_text);
    font: inherit;
  }

  .pictures {
    position: relative;
    flex: 1;
    min-block-size: 0;
  }

  rtc-video {
    block-size: 100%;
  }

  .panel-button[aria-expanded='true'],
  .count[aria-expanded='true'] {
    border-color: transparent;
    background: color-mix(in srgb, var(--_accent) 18%, var(--_raised));
    color: var(--_text);
  }

  .news {
    position: absolute;
    inset-block-start: -0.2rem;
    inset-inline-end: -0.2rem;
    min-inline-size: 1.25rem;
    padding: 0 0.3rem;
    border-radius: 999px;
    background: var(--_danger);
    color: var(--_on-danger);
    font-size: 0.75rem;
    font-weight: 700;
    line-height: 1.25rem;
    text-align: center;
  }

  .invitation {
    position: absolute;
    inset-block-end: 3rem;
    inset-inline: 1rem;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem 1.5rem;
    max-inline-size: 38rem;
    margin-inline: auto;
    padding: 0.875rem 1rem;
    border-radius: var(--_radius);
    background: var(--_raised);
    box-shadow: var(--_shadow);
  }
  .invitation p {
    margin: 0;
    color: var(--_muted);
    font-size: 0.875rem;
  }

  .notices {
    display: grid;
    gap: 0.5rem;
    justify-items: center;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem 0.6rem;
    max-inline-size: 100%;
    padding: 0.45rem 0.9rem;
    border: 1px solid var(--_border);
    border-radius: 1.4rem;
    background: var(--_raised);
    font-size: 0.9rem;
    animation: descend 0.2s ease-out;
  }
  .notice > span:not(.spinner) {
    flex: 1 1 12rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .file {
    font-weight: 600;
  }

  @keyframes descend {
    from {
      transform: translateY(-0.5rem);
    }
  }

  .plain {
    min-block-size: 2rem;
    inline-size: 2rem;
    flex: none;
    padding: 0;
    border-color: transparent;
    background: none;
  }

  .panel {
    display: flex;
    flex: 0 0 min(22rem, 38%);
    flex-direction: column;
    gap: 0.5rem;
    min-block-size: 0;
    padding: 0.75rem;
    border-inline-start: 1px solid var(--_border);
    background: var(--_raised);
  }
  .panel > .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
  }
  .panel rtc-participants {
    overflow-y: auto;
    min-block-size: 0;
  }
  .panel rtc-chat {
    flex: 1;
    min-block-size: 0;
  }
  .panel rtc-file-drop {
    overflow-y: auto;
    min-block-size: 0;
  }

  @container (inline-size < 42rem) {
    .panel {
      position: absolute;
      inset: 0;
      z-index: 1;
      border: 0;
    }
  }

  @container (inline-size < 26rem) {
    .stage {
      padding: 0.5rem;
    }
  }
`;
