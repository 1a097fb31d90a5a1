import { pick, seededRandom } from './random.ts';

/** An imagined college: every name is drawn from the lists below by a fixed seed, so the same college appears every time. */

export const institution = { name: 'Sahyadri Demo College', timeZone: 'Asia/Kolkata' };

export const departments = [
  {
    code: 'CS',
    name: 'Computer Science',
    place: { name: 'Main building', latitude: 12.93421, longitude: 77.53418, radius: 150, networks: ['10.20.0.0/16'] },
    courses: [
      ['CS501', 'Computer Networks'],
      ['CS502', 'Database Systems'],
      ['CS503', 'Operating Systems'],
      ['CS504', 'Theory of Computation'],
    ],
  },
  {
    code: 'EC',
    name: 'Electronics and Communication',
    place: {
      name: 'Electronics block',
      latitude: 12.93502,
      longitude: 77.53511,
      radius: 120,
      networks: ['10.21.0.0/16'],
    },
    courses: [
      ['EC501', 'Digital Signal Processing'],
      ['EC502', 'Control Systems'],
      ['EC503', 'VLSI Design'],
      ['EC504', 'Microwave Engineering'],
    ],
  },
  {
    code: 'ME',
    name: 'Mechanical Engineering',
    place: { name: 'Workshop block', latitude: 12.93335, longitude: 77.53302, radius: 200, networks: [] },
    courses: [
      ['ME501', 'Heat Transfer'],
      ['ME502', 'Machine Design'],
      ['ME503', 'Fluid Mechanics'],
      ['ME504', 'Manufacturing Processes'],
    ],
  },
] as const;

const given = [
  'Aarav',
  'Aditi',
  'Akash',
  'Ananya',
  'Anil',
  'Arjun',
  'Bhavana',
  'Chaitra',
  'Deepa',
  'Dev',
  'Diya',
  'Farhan',
  'Gauri',
  'Harish',
  'Ishaan',
  'Jaya',
  'Karthik',
  'Kavya',
  'Lakshmi',
  'Manoj',
  'Meera',
  'Mohan',
  'Nandini',
  'Naveen',
  'Neha',
  'Nikhil',
  'Pooja',
  'Pranav',
  'Priya',
  'Rahul',
  'Rekha',
  'Rohan',
  'Sahana',
  'Salma',
  'Sameer',
  'Sanjana',
  'Shreya',
  'Siddharth',
  'Sneha',
  'Suresh',
  'Tara',
  'Uma',
  'Varun',
  'Vidya',
  'Vikram',
  'Yash',
  'Zara',
  'Imran',
  'Joel',
  'Maria',
];
const family = [
  'Acharya',
  'Bhat',
  'Chandra',
  'Dsouza',
  'Fernandes',
  'Gowda',
  'Hegde',
  'Iyer',
  'Joshi',
  'Kamath',
  'Khan',
  'Kulkarni',
  'Menon',
  'Murthy',
  'Nair',
  'Naik',
  'Patil',
  'Pillai',
  'Prasad',
  'Rao',
  'Reddy',
  'Shah',
  'Sharma',
  'Shetty',
  'Singh',
  'Thomas',
  'Urs',
  'Varma',
];

const FACULTY_PER_DEPARTMENT = 4;
const STUDENTS = 200;
const SEED = 20_260_803;

export interface PlannedStudent {
  name: string;
  email: string;
  usn: string;
  department: string;
  year: number;
  semester: number;
  sectionLabel: string;
  /** Chance of coming to a class, 0 to 1. */
  diligence: number;
}

export interface PlannedTeacher {
  name: string;
  email: string;
  department: string;
}

export interface CollegePlan {
  teachers: PlannedTeacher[];
  students: PlannedStudent[];
  /** Same stream for whatever is decided later, so that the whole history is repeatable. */
  random: () => number;
}

export const planCollege = (): CollegePlan => {
  const random = seededRandom(SEED);
  const names = distinctNames(random);
  const teachers = departments.flatMap(({ code }) =>
    Array.from({ length: FACULTY_PER_DEPARTMENT }, () => {
      const name = names();
      return { name, email: address(name), department: code };
    }),
  );
  const students = Array.from({ length: STUDENTS }, (_, index) => planStudent({ random, name: names(), index }));
  return { teachers, students, random };
};

const planStudent = ({
  random,
  name,
  index,
}: {
  random: () => number;
  name: string;
  index: number;
}): PlannedStudent => {
  const department = departments[index % departments.length] as (typeof departments)[number];
  const number = Math.floor(index / departments.length) + 1;
  return {
    name,
    email: address(name),
    usn: `1SD24${department.code}${String(number).padStart(3, '0')}`,
    department: department.code,
    year: 3,
    semester: 5,
    sectionLabel: 'A',
    // Most come nine times out of ten; one in six is at risk.
    diligence: random() < 1 / 6 ? 0.5 + random() * 0.25 : 0.8 + random() * 0.19,
  };
};

const distinctNames = (random: () => number): (() => string) => {
  const used = new Set<string>();
  return () => {
    for (;;) {
      const name = `${pick(random, given)} ${pick(random, family)}`;
      if (used.has(name)) continue;
      used.add(name);
      return name;
    }
  };
};

const address = (name: string): string => `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@college.example`;
