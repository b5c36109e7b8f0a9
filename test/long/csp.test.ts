import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { elementVisitor } from '../e2e/element-visitor.js';
import { accept, offerRandomFile, receivedDigest } from '../e2e/files.js';
import { inboundFlows, untilSeenAndHeard } from '../e2e/flows.js';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';

/** Only what sockets and media need beyond the first two. */
const POLICY = [
  "default-src 'self'",
  "require-trusted-types-for 'script'",
  "connect-src 'self' ws:",
  "media-src 'self' blob:",
  // The empty icon of these test pages.
  'img-src data:',
].join('; ');

const stage = await Stage.open();
after(() => stage.close());

test('a violation on a page of these tests is heard of', async (t) => {
  const page = await stage.page(t, 'controller.html', { policy: POLICY, complaints: [/violat/i, /TrustedHTML/] });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.evaluate(() => {
    document.body.setAttribute('style', 'color: red');
    document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.invalid/pixel.png' }));
  });
  for (const directive of ['style-src-attr', 'img-src']) {
    await until(
      directive,
      async () => complaints,
      (lines) => lines.some((line) => line.startsWith(`violation of ${directive}`)),
    );
  }
  const refusal = await page.evaluate(() => {
    try {
      document.body.innerHTML = '<p>text</p>';
      return 'taken';
    } catch (error) {
      return (error as Error).name;
    }
  });
  assert.equal(refusal, 'TypeError', 'text where a trusted type is required');
});

for (const path of ['bare.html', 'composed.html', 'twice.html']) {
  test(`a call with chat, screen and a file does nothing a strict policy forbids: ${path}`, async (t) => {
    const open = () => elementVisitor(stage, t, `${path}?room=csp`, { policy: POLICY });
    const [ada, ben] = [await open(), await open()];
    for (const { visitor } of [ada, ben]) await visitor.run(() => window.room.join(), null);
    await Promise.all([untilSeenAndHeard(ada.visitor, [ben.visitor]), untilSeenAndHeard(ben.visitor, [ada.visitor])]);
    if (path !== 'composed.html') await ben.page.getByRole('button', { name: /^Chat/ }).click();
    await ada.visitor.say('see https://example.org');
    await ben.page.getByRole('log').getByRole('link').waitFor();
    await ada.visitor.run(() => window.room.shareScreen(), null);
    await until(
      'the screen',
      () => inboundFlows(ben.visitor),
      (flows) => flows.some(({ source, count }) => source === 'screen' && count > 0),
    );
    const digest = await offerRandomFile(ada.visitor, 'policy.bin', 500_000);
    await accept(ben.visitor, 'policy.bin');
    assert.equal(await receivedDigest(ben.visitor, 'policy.bin'), digest);
    if (path !== 'composed.html') await ben.page.getByRole('button', { name: /^Files/ }).click();
    const save = ben.page.getByRole('link', { name: 'Save: policy.bin' });
    await Promise.all([ben.page.waitForEvent('download'), save.click()]);
    await ada.visitor.run(() => window.room.leave(), null);
  });
}
