import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { countSignatures } from './survey.ts';

const DS = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';

describe('the survey of a message', () => {
  it.each([
    ['no signature', '<a/>', 0],
    ['one', `<a ${DS}><ds:Signature/></a>`, 1],
    ['one with a default namespace', '<a><Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="x"/></a>', 1],
    ['one inside another', `<a ${DS}><ds:Signature><ds:Signature/></ds:Signature></a>`, 2],
    ['one, and a namesake', `<a ${DS} xmlns:b="urn:b"><ds:Signature/><b:Signature/></a>`, 1],
    [
      'one with a prefix beyond ASCII, and another',
      '<a xmlns:à="http://www.w3.org/2000/09/xmldsig#"><à:Signature/><à:Signature/></a>',
      2,
    ],
  ])('counts %s', (_, xml, expected) => {
    expect(survey(xml)).toBe(expected);
  });

  it.each([
    ['plainly', '<a id="x"><b ID="x"/></a>'],
    ['across prefixes', '<a xmlns:w="urn:w" w:Id="x"><b xml:id="x"/></a>'],
    ['behind an escape', '<a Id="x"><b Id="&#120;"/></a>'],
    ['in other quotes', `<a Id="x"><b Id='x'/></a>`],
    ['behind what only looks like an id', `<a c=" id=" Id="x"><b Id="x"/></a>`],
    ['behind a line break', '<a\nId\n=\n"x"><b\tId\t=\t"x"/></a>'],
  ])('refuses an id that stands twice %s', (_, xml) => {
    expect(() => survey(xml)).toThrow('duplicate-id');
  });

  it.each([
    ['in text', '<a Id="x"> id="x" </a>'],
    ['in a comment', '<a Id="x"><!-- id="x" --></a>'],
    ['in another attribute', `<a Id="x"><b c=' id="x"'/></a>`],
    ['in names that end alike', '<a Id="x"><b uuid="x" data-id="x"/></a>'],
  ])('is not misled by what only looks like an id %s', (_, xml) => {
    expect(survey(xml)).toBe(0);
  });

  it('judges every mixture as a search of the tree does', () => {
    const piece = fc.constantFrom(
      '<b Id="1"/>',
      '<b id="2"/>',
      "<b ID='1'/>",
      '<b c=" id="/>',
      '<b c=\' Id="1"\'/>',
      ' id="1" ',
      '<b Id="&#49;"/>',
      '<b iD = "3"/>',
    );

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const ids = pieces.flatMap((text) => (/^<b i/i.test(text) ? [text.replace('&#49;', '1').replace(/[^\d]/g, '')] : []));
        const isRefused = new Set(ids).size !== ids.length;

        expect(outcome(`<a>${pieces.join('')}</a>`)).toBe(isRefused ? 'duplicate-id' : 0);
      }),
    );
  });
});

function outcome(xml: string): number | string {
  try {
    return survey(xml);
  } catch (error) {
    return (error as Error).message;
  }
}

function survey(xml: string): number {
  const bytes = Buffer.from(xml);
  const document = XmlDocument.fromBuffer(bytes);
  try {
    return countSignatures(bytes.toString('latin1'), document);
  } finally {
    document.dispose();
  }
}
