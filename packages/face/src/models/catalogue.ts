import { faceLandmarks } from './nets/face-landmarks.ts';
import { faceRecognition } from './nets/face-recognition.ts';
import { ssdMobilenet } from './nets/ssd-mobilenet.ts';
import { tinyFaceDetector } from './nets/tiny-face-detector.ts';
import type { Weights } from './weights.ts';

export type ModelName = 'ssd_mobilenetv1' | 'tiny_face_detector' | 'face_landmark_68' | 'face_recognition';
export type ModelRole = 'detector' | 'fast-detector' | 'landmarks' | 'descriptor';

export interface BuiltInModel {
  readonly name: ModelName;
  readonly role: ModelRole;
  /** npm package and the files inside it, each with its SHA-256. The first is the manifest. */
  readonly source: { readonly package: string; readonly files: readonly (readonly [path: string, sha256: string])[] };
  readonly licence: string;
  /** Input as the compiled net takes it; normalisation is inside the graph. */
  readonly input: string;
  readonly normalisation: string;
  readonly compile: (weights: Weights) => Uint8Array<ArrayBuffer>;
  /** SHA-256 of the compiled file. Compilation is deterministic, so this names the one right result. */
  readonly compiled: string;
}

const FACE_API = '@vladmandic/face-api';

export const CATALOGUE: readonly BuiltInModel[] = [
  {
    name: 'ssd_mobilenetv1',
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
    compile: ssdMobilenet,
    compiled: 'b85f07fe3e2fe8765420583e1f050ba8701293b7694dbd1b73a28dc93178f1ec',
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
    compile: tinyFaceDetector,
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
    compile: faceLandmarks,
    compiled: '6f7fa319689dfa6e211bf8dc0d66b836d85f79cc51225e502cff5d6af36de18b',
  },
  {
    name: 'face_recognition',
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
    compile: faceRecognition,
    compiled: '9b786712d5a43bf5b6eb725e8c807a17dcfe81d6d97697fbe001761680bf43fa',
  },
];

export function modelNamed(name: ModelName): BuiltInModel {
  return CATALOGUE.find((model) => model.name === name)!;
}
