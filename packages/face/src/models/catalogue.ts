import { importGraph, readGraphModel } from './import-graph.ts';
import { faceLandmarks } from './nets/face-landmarks.ts';
import { faceRecognition, faceRecognitionInBytes } from './nets/face-recognition.ts';
import { ssdMobilenet, ssdMobilenetInBytes } from './nets/ssd-mobilenet.ts';
import { tinyFaceDetector } from './nets/tiny-face-detector.ts';
import { readManifest, type Weights } from './weights.ts';

export type ModelName =
  | 'ssd_mobilenetv1'
  | 'ssd_mobilenetv1_int8'
  | 'tiny_face_detector'
  | 'face_landmark_68'
  | 'face_recognition'
  | 'face_recognition_int8'
  | 'facemesh'
  | 'iris';
export type ModelRole = 'detector' | 'fast-detector' | 'landmarks' | 'descriptor' | 'mesh' | 'iris';

export interface BuiltInModel {
  readonly name: ModelName;
  readonly role: ModelRole;
  /** npm package and the files inside it, each with its SHA-256. The first is the manifest. */
  readonly source: { readonly package: string; readonly files: readonly (readonly [path: string, sha256: string])[] };
  readonly licence: string;
  /** Input as the compiled net takes it; normalisation is inside the graph. */
  readonly input: string;
  readonly normalisation: string;
  /** From the path of the first source file. */
  readonly compile: (manifest: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** SHA-256 of the compiled file. Compilation is deterministic, so this names the one right result. */
  readonly compiled: string;
}

const FACE_API = '@vladmandic/face-api';
const HUMAN = '@vladmandic/human';

const fromWeights = (describe: (weights: Weights) => Uint8Array<ArrayBuffer>) => async (manifest: string) =>
  describe(await readManifest(manifest));

const SSD = {
  role: 'detector',
  source: {
    package: FACE_API,
    files: [
      [
        'model/ssd_mobilenetv1_model-weights_manifest.json',
        '888f744dffbc84f5f060d1f8427d9742341943a2dfaaf9205d10029b7e7a2955',
      ],
      ['model/ssd_mobilenetv1_model.bin', '2835640602d53718aa6ae9a42896327eaa21beefed056c218d32ca7d79e1e2f8'],
    ],
  },
  licence: 'MIT',
  input: 'uint8 [1, height, width, 3] RGB, any size',
  normalisation: '(x − 127.5) / 127.5',
} as const;

const RECOGNITION = {
  role: 'descriptor',
  source: {
    package: FACE_API,
    files: [
      [
        'model/face_recognition_model-weights_manifest.json',
        'cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b',
      ],
      ['model/face_recognition_model.bin', 'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589'],
    ],
  },
  licence: 'MIT; weights by Davis King (dlib), public domain',
  input: 'uint8 [n, 150, 150, 3] RGB',
  normalisation: '(x − (122.782, 117.001, 104.298)) / 255',
} as const;

export const CATALOGUE: readonly BuiltInModel[] = [
  {
    ...SSD,
    name: 'ssd_mobilenetv1',
    compile: fromWeights(ssdMobilenet),
    compiled: 'b85f07fe3e2fe8765420583e1f050ba8701293b7694dbd1b73a28dc93178f1ec',
  },
  {
    ...SSD,
    name: 'ssd_mobilenetv1_int8',
    compile: fromWeights(ssdMobilenetInBytes),
    compiled: '89b3dff1a7157a230f72bb09f0a034a0385364aec0c71b64173d11e51783c4ad',
  },
  {
    name: 'tiny_face_detector',
    role: 'fast-detector',
    source: {
      package: FACE_API,
      files: [
        [
          'model/tiny_face_detector_model-weights_manifest.json',
          '5d1af4849ac48d5b985f4a9b16010c512353ddd6fcc63d50fd0bc9e9e64296e5',
        ],
        ['model/tiny_face_detector_model.bin', 'b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871'],
      ],
    },
    licence: 'MIT',
    input: 'uint8 [1, height, width, 3] RGB, sides multiples of 32',
    normalisation: '(x − (117.001, 114.697, 97.404)) / 255',
    compile: fromWeights(tinyFaceDetector),
    compiled: '4e1c7cc47eace680cc0120a61416cebdecdb2a80541a20e28915b4b4714f4a4b',
  },
  {
    name: 'face_landmark_68',
    role: 'landmarks',
    source: {
      package: FACE_API,
      files: [
        [
          'model/face_landmark_68_model-weights_manifest.json',
          'ca4886639f86e99b39fed0c155f81b63317225773bd9616716e887b0153389c9',
        ],
        ['model/face_landmark_68_model.bin', '4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b'],
      ],
    },
    licence: 'MIT',
    input: 'uint8 [n, 112, 112, 3] RGB',
    normalisation: '(x − (122.782, 117.001, 104.298)) / 255',
    compile: fromWeights(faceLandmarks),
    compiled: '6f7fa319689dfa6e211bf8dc0d66b836d85f79cc51225e502cff5d6af36de18b',
  },
  {
    ...RECOGNITION,
    name: 'face_recognition',
    compile: fromWeights(faceRecognition),
    compiled: '9b786712d5a43bf5b6eb725e8c807a17dcfe81d6d97697fbe001761680bf43fa',
  },
  {
    ...RECOGNITION,
    name: 'face_recognition_int8',
    compile: fromWeights((weights) => faceRecognitionInBytes(weights)),
    compiled: '40e150c14eba93546b39505eab9362d0cc6ed4903a72c9f61c4b7d0f95e98eec',
  },
  {
    name: 'facemesh',
    role: 'mesh',
    source: {
      package: HUMAN,
      files: [
        ['models/facemesh.json', 'b60ca26f404724f43bd2b1575761d8265180e1f053cc0731caa68462927309e7'],
        ['models/facemesh.bin', '3826da640b0a3021161605369ee6af293f75d518040355b960ec71a3390c1c0b'],
      ],
    },
    licence: 'MIT; MediaPipe face mesh, Apache-2.0',
    input: 'uint8 [n, 192, 192, 3] RGB; mesh [n, 1404] in px of the input with depth, presence [n, 1]',
    normalisation: 'x / 255',
    compile: async (path) =>
      importGraph(await readGraphModel(path), {
        name: 'facemesh',
        side: 192,
        outputs: { Identity_2: ['mesh', 1404], Identity_1: ['presence', 1] },
      }),
    compiled: '21eb91739ac8d7852fbe22d77a9f616d958ed87c9d67e67366b9437ad77c6d24',
  },
  {
    name: 'iris',
    role: 'iris',
    source: {
      package: HUMAN,
      files: [
        ['models/iris.json', '49038ac9dcc09aa05474d91d98e9db5b47af4830929bcf102ed5a56bfbabb465'],
        ['models/iris.bin', 'd7f296d184274213d4642681ae186112cbbec77fd2ab066257d3c56a1940bc71'],
      ],
    },
    licence: 'MIT; MediaPipe iris, Apache-2.0',
    input:
      'uint8 [n, 64, 64, 3] RGB; points [n, 213]: 71 of the eye and brow, x y z in px (those of the iris are left out)',
    normalisation: 'x / 255',
    compile: async (path) =>
      importGraph(await readGraphModel(path), {
        name: 'iris',
        side: 64,
        outputs: { 'StatefulPartitionedCall/model/conv_eyes_contours_and_brows/BiasAdd': ['points', 213] },
      }),
    compiled: 'fc5e5e716484d5bff38d6341762258d4df4cfd445f96f8869eb9bc08ddc5da15',
  },
];

export function modelNamed(name: ModelName): BuiltInModel {
  return CATALOGUE.find((model) => model.name === name)!;
}
