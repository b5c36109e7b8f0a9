import 'axe-core';
import type axeCore from 'axe-core';
import type { RuleObject } from 'axe-core';
import { assert } from 'chai';

/** What axe-core's classic script leaves behind. */
declare const axe: typeof axeCore;

const PAGE_RULES: RuleObject = {
  // An element in a test is no page: landmarks, a main region and a level-one heading are the host page's.
  region: { enabled: false },
  'landmark-one-main': { enabled: false },
  'page-has-heading-one': { enabled: false },
};

/**
 * Fails when axe-core finds anything in `element` or its shadow trees: violations, listed with the nodes. The first line
 * of every element's test.
 */
export async function expectAccessible(element: Element): Promise<void> {
  assert.isTrue(element.isConnected, 'axe looks at rendered elements: connect it first');
  const { violations } = await axe.run(element, { rules: PAGE_RULES, resultTypes: ['violations'] });
  const findings = violations.map(({ id, help, nodes }) => {
    return `${id}: ${help}\n${nodes.map((node) => `  ${String(node.target)} ${node.html}`).join('\n')}`;
  });
  assert.isEmpty(findings, `axe found:\n${findings.join('\n')}\n`);
}
