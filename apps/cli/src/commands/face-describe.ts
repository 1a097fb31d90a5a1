import type { Box, Description, Face, Scene } from '@smart-presence/face';
import type { NodeFaceEngine } from '@smart-presence/face/node';
import { type Command, EXIT, readArguments, UsageError } from '../command.ts';
import { withEngine } from '../face/open-engine.ts';
import { describeFile, inOrder, PICTURES_AT_ONCE } from '../face/read-picture.ts';
import { counted, printError, printJson, printLine, rounded } from '../output.ts';

const help = `Usage: smart-presence face describe [--scene SCENE] [--json] IMAGE…

Finds every face in JPEG, PNG or WebP pictures and says where it is, how it is turned and how good it is.

  --scene SCENE  selfie: one near face; room: many small faces; auto (default): decides from the picture
  --json         one JSON object per picture and line, with landmarks and descriptors:
                 {image,width,height,faces:[{box:[x,y,w,h],score,landmarks:[[x,y]×68],
                 pose:{yaw,pitch,roll},quality:{…},descriptor:[128]}],ms:{decode,detect,landmarks,align,embed}}
                 in pixels of the upright picture; an unreadable file gives {image,error:{code,message}}

Exit code 1 when a file could not be read; the others are described all the same.`;

const SCENES = ['selfie', 'room', 'auto'] as const satisfies readonly Scene[];

interface DescribeCall {
  images: readonly string[];
  scene: Scene;
  json: boolean;
}

function readCall(args: readonly string[]): DescribeCall {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' }, scene: { type: 'string' } });
  const scene = SCENES.find((known) => known === (values.scene ?? 'auto'));
  if (!scene) throw new UsageError(`--scene is selfie, room or auto, not ${values.scene}`);
  if (positionals.length === 0) throw new UsageError('a picture is missing');
  return { images: positionals, scene, json: values.json ?? false };
}

async function describeAll(engine: NodeFaceEngine, { images, scene, json }: DescribeCall): Promise<number> {
  let exit: number = EXIT.ok;
  const work = (image: string) => describeFile({ engine, image, options: { scene } });
  for await (const described of inOrder({ items: images, atOnce: PICTURES_AT_ONCE, work })) {
    const { image } = described;
    if ('error' in described) {
      printError({ json, image, error: described.error });
      exit = EXIT.failed;
    } else if (json) printJson({ image, ...forMachines(described.description) });
    else printLine(forPeople(image, described.description));
  }
  return exit;
}

const hundredths = (value: number): number => rounded(value, 2);
export const boxOut = (box: Box): number[] => box.map(hundredths);

function forMachines({ width, height, faces, ms }: Description) {
  return {
    width,
    height,
    faces: faces.map(faceOut),
    ms: Object.fromEntries(Object.entries(ms).map(([stage, time]) => [stage, hundredths(time)])),
  };
}

function faceOut({ box, score, landmarks, pose, quality, descriptor = new Float32Array() }: Face) {
  const { issues, ...measures } = quality;
  return {
    box: boxOut(box),
    score: rounded(score, 4),
    landmarks: landmarks.map((point) => point.map(hundredths)),
    pose: { yaw: hundredths(pose.yaw), pitch: hundredths(pose.pitch), roll: hundredths(pose.roll) },
    quality: {
      ...Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, rounded(value, 4)])),
      issues,
    },
    // Nine digits bring every 32-bit float back unchanged.
    descriptor: Array.from(descriptor, (value) => Number(value.toPrecision(9))),
  };
}

function forPeople(image: string, { width, height, faces, ms }: Description): string {
  const time = Object.values(ms).reduce((sum, stage) => sum + stage, 0);
  const title = `${image}: ${counted(faces.length, 'face')} in ${width} × ${height} px, ${time.toFixed(0)} ms`;
  return [title, ...faces.map((face, index) => faceLine(face, index + 1))].join('\n');
}

function faceLine({ box, score, pose, quality }: Face, number: number): string {
  const [x, y, width, height] = box.map(Math.round);
  const turned = `yaw ${pose.yaw.toFixed(0)}°, pitch ${pose.pitch.toFixed(0)}°, roll ${pose.roll.toFixed(0)}°`;
  const good =
    quality.issues.length === 0 ? 'good' : quality.issues.map((issue) => issue.replaceAll('_', ' ')).join(', ');
  return `  ${String(number).padStart(2)}. ${width} × ${height} px at ${x}, ${y}; score ${score.toFixed(2)}; ${turned}; ${good}`;
}

export const faceDescribe: Command = {
  help,
  run: async (args) => {
    const call = readCall(args);
    return withEngine((engine) => describeAll(engine, call));
  },
};
