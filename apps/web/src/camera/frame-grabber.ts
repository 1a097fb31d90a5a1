/** Longer side of the frames that guidance sees and the server receives, px: the face fills a third of it or more. */
const frameSide = 640;
const jpegQuality = 0.9;

export interface FrameGrabber {
  /** Takes the picture the camera shows now; null while there is none yet. Never mirrored. */
  grab(): Promise<ImageBitmap | null>;
  /** The grabbed picture as JPEG: exactly the one guidance judged, as long as `grab` was not called again. */
  encode(): Promise<Blob>;
}

/** Takes still frames from a playing video. */
export function createFrameGrabber(video: HTMLVideoElement): FrameGrabber {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false });
  return {
    grab: async () => {
      const { videoWidth, videoHeight } = video;
      if (!context || videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
      const scale = Math.min(1, frameSide / Math.max(videoWidth, videoHeight));
      canvas.width = Math.round(videoWidth * scale);
      canvas.height = Math.round(videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      return createImageBitmap(canvas);
    },
    encode: () => encodeJpeg(canvas, jpegQuality),
  };
}

/** @param quality 0 to 1. */
export function encodeJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be encoded.'))),
      'image/jpeg',
      quality,
    );
  });
}
