import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { usnKey } from '../../accounts/index.ts';
import { sortPictures } from './sort-pictures.ts';

const students = new Map([
  ['1SP001', 'asha'],
  ['1SP002', 'bela'],
  ['1SP-003', 'chitra'],
]);
const sort = (...names: string[]) =>
  sortPictures(
    names.map((name, at) => ({ row: at + 1, name })),
    (usn) => students.get(usnKey(usn)),
  ).map(({ studentId, problem, files }) => [studentId ?? problem, files.map(({ row }) => row).join()].join(' '));

describe('pictures of a ZIP', () => {
  it('belong to the student whose USN is their name, in any case and folder', () => {
    assert.deepEqual(sort('1SP001.jpg', 'CS 5A/1sp 002.PNG', '../../etc/1sp-003.webp', 'a\\b\\1SP001.jpeg'), [
      'asha 1,4',
      'bela 2',
      'chitra 3',
    ]);
  });

  it('of one person may be numbered, or in a folder of their own', () => {
    assert.deepEqual(sort('1SP001_1.jpg', '1SP001 (2).jpg', '1SP001-03.jpg', '1SP002/front.jpg', '1SP-003.jpg'), [
      'asha 1,2,3',
      'bela 4',
      'chitra 5',
    ]);
  });

  it('of nobody are told one by one, and what systems add is left out', () => {
    assert.deepEqual(
      sort('9XX.jpg', '1SP001.zip', '1SP001.heic', 'list.csv', '__MACOSX/1SP001.jpg', '.1SP001.jpg', 'Thumbs.db', 'a/'),
      ['unknown 1', 'not_a_picture 2', 'not_a_picture 3', 'not_a_picture 4'],
    );
  });
});
