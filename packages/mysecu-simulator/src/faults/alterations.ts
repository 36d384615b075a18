import type { Tree } from '../answers/tree.ts';
import type { FaultKind } from './fault-kind.ts';

const HOUR_MS = 3_600_000;

/** Faults in what is said: all of these answers are properly signed. */
export const alterations = {
  'other-person': {
    says: 'a genuine answer about another person, dossier or prescriber',
    steps: ['get'],
    alter: {
      get: (plan, { model, question, platform }) => ({
        ...plan,
        payload: model.answer(model.aboutAnother(question, platform.register), platform.register),
      }),
    },
  },
  'unknown-state': {
    says: 'a state that no model knows',
    steps: ['get'],
    alter: {
      get: (plan) => ({ ...plan, payload: plan.payload && withState(plan.payload, 'EN_COURS_DE_TRAITEMENT') }),
    },
  },
  'empty-response': {
    says: 'an answer without its content: no payload, no token, no assertion',
    steps: ['identity', 'token', 'get'],
    alter: {
      identity: (plan) => ({ ...plan, empty: true }),
      token: (plan) => ({ ...plan, token: undefined }),
      get: (plan) => ({ ...plan, payload: undefined }),
    },
  },
  'expired-assertion': {
    says: 'an assertion whose validity ended an hour ago',
    steps: ['identity'],
    alter: {
      identity: (plan) => ({
        ...plan,
        notBefore: new Date(plan.issuedAt.getTime() - 2 * HOUR_MS),
        notOnOrAfter: new Date(plan.issuedAt.getTime() - HOUR_MS),
      }),
    },
  },
  'wrong-ehealth-id': {
    says: "an assertion for another holder's eHealth ID",
    steps: ['identity'],
    alter: {
      identity: (plan) => ({ ...plan, eHealthId: plan.eHealthId === '9999999999' ? '8888888888' : '9999999999' }),
    },
  },
  'wrong-signer': {
    says: 'a good signature by a key that nobody trusts; its certificate names the genuine subject',
    steps: ['identity', 'get'],
    alter: {
      identity: async (plan, platform) => ({ ...plan, signer: await platform.rogueSigner('identity') }),
      get: async (plan, { platform }) => ({ ...plan, signer: await platform.rogueSigner('get') }),
    },
  },
} satisfies Record<string, FaultKind>;

function withState(payload: Tree, state: string): Tree {
  if (typeof payload.content === 'string') return payload;
  return { ...payload, content: payload.content.map((child) => (child.name === 'etat' ? { ...child, content: state } : child)) };
}
