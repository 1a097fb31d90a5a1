import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPeopleCsv } from './people-csv.ts';

const header = 'name,email,role,usn,department,year,semester,section,guardian_email,under_18';

describe('people CSV', () => {
  it('reads a full row and fills what is empty', () => {
    const { people, errors } = readPeopleCsv(
      `${header}\nAsha Rao,ASHA@example.edu,,1SP24CS001,CS,2,4,A,,yes\nB. Teacher,b@example.edu,Faculty,,,,,,,`,
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(people, [
      {
        row: 2,
        name: 'Asha Rao',
        email: 'asha@example.edu',
        role: 'student',
        department: 'CS',
        profile: { usn: '1SP24CS001', year: 2, semester: 4, sectionLabel: 'A', guardianEmail: null, isUnder18: true },
      },
      {
        row: 3,
        name: 'B. Teacher',
        email: 'b@example.edu',
        role: 'faculty',
        department: null,
        profile: { usn: null, year: null, semester: null, sectionLabel: null, guardianEmail: null, isUnder18: false },
      },
    ]);
  });

  it('guesses the separator, ignores a byte order mark, and takes a mapping', () => {
    const { people, mapping } = readPeopleCsv('\uFEFFFull name;Mail;USN\nAsha;asha@example.edu;1', {
      name: 'Full name',
      email: 'Mail',
    });
    assert.equal(people[0]?.name, 'Asha');
    assert.deepEqual(mapping, { name: 'Full name', email: 'Mail', usn: 'USN' });
  });

  it('says every problem with its row and column', () => {
    const { errors, people } = readPeopleCsv(
      `${header}\n,x@example.edu,student,1,,,,,,\nA,not-an-address,student,2,,,,,,\nB,,boss,3,,x,,,,maybe\nC,,student,,,,,,,\nD,,student,4,,,,,,\nE,,student,4 ,,,,,,`,
    );
    assert.deepEqual(
      errors.map(({ row, column }) => `${row} ${column}`),
      ['2 name', '3 email', '4 role', '4 year', '4 under_18', '5 email', '7 usn'],
    );
    assert.equal(people.length, 3);
  });

  it('says when no column holds the name', () => {
    assert.deepEqual(readPeopleCsv('a,b\n1,2').errors, [
      { row: 1, column: 'name', message: 'no column is mapped to the name' },
    ]);
  });

  it('reads back what the export neutralised', () => {
    assert.equal(readPeopleCsv(`${header}\n'=HYPERLINK(1),,student,1,,,,,,`).people[0]?.name, '=HYPERLINK(1)');
  });
});
