import { expect } from '../test/browser/expect.js';
import { FakeRoom, joined, line, person } from '../test/browser/fake-room.js';
import { allWithin, mountView, unmountAll, within } from '../test/browser/mount.js';
import type { RtcChatElement } from './define.js';
import './define.js';

const SCRIPT = 'window.pwned=1';

/** What has run in other people's pages when it was shown as it came. */
const PAYLOADS = [
  `<script>${SCRIPT}</script>`,
  `<img src=x onerror="${SCRIPT}">`,
  `<svg onload="${SCRIPT}"></svg>`,
  `<svg><script>${SCRIPT}</script></svg>`,
  `<iframe srcdoc="<script>parent.${SCRIPT}</script>"></iframe>`,
  `<iframe src="javascript:parent.${SCRIPT}"></iframe>`,
  `"><img src=x onerror=${SCRIPT}>`,
  `'><img src=x onerror=${SCRIPT}>`,
  `" onmouseover="${SCRIPT}" autofocus onfocus="${SCRIPT}`,
  `' onfocus='${SCRIPT}' autofocus='`,
  `javascript:${SCRIPT}`,
  `JaVaScRiPt:${SCRIPT}`,
  `java\tscript:${SCRIPT}`,
  `\u0001javascript:${SCRIPT}`,
  `data:text/html,<script>${SCRIPT}</script>`,
  `vbscript:${SCRIPT}`,
  `blob:https://example.org/${SCRIPT}`,
  `https://example.org/"onclick="${SCRIPT}`,
  `https://example.org/'><script>${SCRIPT}</script>`,
  `mailto:a@example.org"onclick="${SCRIPT}`,
  `<a href="javascript:${SCRIPT}">https://example.org</a>`,
  `<details open ontoggle="${SCRIPT}">x</details>`,
  `<video><source onerror="${SCRIPT}"></video>`,
  `<template><script>${SCRIPT}</script></template>`,
  `<style>@import 'https://example.org/x.css';</style>`,
  `<link rel=stylesheet href=https://example.org/x.css>`,
  `<base href="https://example.org/">`,
  `<form action="javascript:${SCRIPT}"><button autofocus>x</button></form>`,
  `\${${SCRIPT}} {{constructor.constructor('${SCRIPT}')()}}`,
  `</textarea></title></style></script><script>${SCRIPT}</script>`,
  `<math><mtext><mglyph><style><img src=x onerror=${SCRIPT}>`,
  `<!--><script>${SCRIPT}</script>-->`,
];

describe('rtc-chat shown what is meant to run', () => {
  afterEach(unmountAll);

  it('A19 shows it as text wherever it comes: lines, names, files, who told it, who is writing', async () => {
    const fake = new FakeRoom();
    fake.become(joined(person('ada', { self: true })));
    const element = await mountView<RtcChatElement>('<rtc-chat></rtc-chat>', fake);
    for (const payload of PAYLOADS) {
      const others = [person('eve', { displayName: payload }), person(payload, { displayName: payload })];
      fake.become({
        ...joined(person('ada', { self: true }), ...others),
        typing: ['eve'],
        messages: [
          line('1', payload, { from: 'eve', displayName: payload, toldBy: 'eve' }),
          line('2', payload, {
            from: 'eve',
            displayName: payload,
            attachments: [{ name: payload, sizeBytes: 1, mediaType: payload, fileId: 'f' }],
          }),
          line('3', payload, { self: true, status: 'sent', to: ['eve'], sentAt: Number.MAX_SAFE_INTEGER }),
        ],
      });
      await element.updateComplete;
      for (const said of allWithin(element, '[part=text]')) expect(said.textContent).to.equal(payload);
      expect(within(element, '.author')!.textContent).to.equal(payload);
      const foreign = 'script,img,iframe,video,source,style[data-x],link,base,details,template,math,object,embed';
      expect(allWithin(element, `.log :is(${foreign})`), payload).to.have.length(0);
      for (const { href } of allWithin<HTMLAnchorElement>(element, 'a')) expect(href).to.match(/^(https?|mailto):/);
      for (const node of allWithin(element, '.log *')) {
        expect(node.getAttributeNames().filter((name) => name.startsWith('on'))).to.deep.equal([]);
      }
      expect(await (await element.export()).text()).to.contain(payload);
    }
    expect(window).not.to.have.property('pwned');
  });
});
