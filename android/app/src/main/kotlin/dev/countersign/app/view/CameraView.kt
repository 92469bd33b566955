package dev.countersign.app.view

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface
import android.view.TextureView
import android.widget.FrameLayout
import dev.countersign.app.R
import dev.countersign.app.model.Frame
import kotlinx.coroutines.runBlocking

/** Reads the code in what the camera sees. */
fun interface FrameReader {
    /** The code, if there is one. */
    suspend fun read(frame: Frame): String?
}

/**
 * What the camera behind the phone sees. Frames are read one at a time, the others are dropped; the first code that is found is told, once.
 *
 * @param reader Reads a frame.
 * @param found Is told the code, on the main thread.
 */
@SuppressLint("ViewConstructor")
internal class CameraView(
    context: Context,
    private val reader: FrameReader,
    private val found: (String) -> Unit,
) : FrameLayout(context),
    TextureView.SurfaceTextureListener {
    private val texture = TextureView(context)
    private val manager = context.getSystemService(CameraManager::class.java)
    private var thread: HandlerThread? = null
    private var camera: CameraDevice? = null
    private var images: ImageReader? = null
    private var number = 0

    @Volatile
    private var isDone = false

    init {
        addView(texture, LayoutParams.MATCH_PARENT, resources.getDimensionPixelSize(R.dimen.camera))
        texture.surfaceTextureListener = this
    }

    // Shown only after the camera was allowed.
    @SuppressLint("MissingPermission")
    override fun onSurfaceTextureAvailable(
        surface: SurfaceTexture,
        width: Int,
        height: Int,
    ) {
        val id = behind() ?: return
        val thread = HandlerThread("camera").also { it.start() }
        this.thread = thread
        surface.setDefaultBufferSize(WIDTH, HEIGHT)
        val images = ImageReader.newInstance(WIDTH, HEIGHT, ImageFormat.YUV_420_888, 2)
        images.setOnImageAvailableListener(::take, Handler(thread.looper))
        this.images = images
        try {
            manager.openCamera(id, Opened(listOf(Surface(surface), images.surface)), Handler(thread.looper))
        } catch (_: CameraAccessException) {
            stop()
        } catch (_: SecurityException) {
            stop()
        }
    }

    override fun onSurfaceTextureDestroyed(surface: SurfaceTexture): Boolean {
        stop()
        return true
    }

    override fun onSurfaceTextureSizeChanged(
        surface: SurfaceTexture,
        width: Int,
        height: Int,
    ) = Unit

    override fun onSurfaceTextureUpdated(surface: SurfaceTexture) = Unit

    /** The camera behind the phone, or else any. */
    private fun behind(): String? =
        try {
            val ids = manager.cameraIdList
            ids.firstOrNull { facing(it) == CameraCharacteristics.LENS_FACING_BACK } ?: ids.firstOrNull()
        } catch (_: CameraAccessException) {
            null
        }

    private fun facing(id: String) = manager.getCameraCharacteristics(id).get(CameraCharacteristics.LENS_FACING)

    private fun take(images: ImageReader) {
        val image = images.acquireLatestImage() ?: return
        val frame = image.use { luminance(it) }
        if (isDone) return
        // On the camera's own thread: the next frame waits for it, and those in between are dropped.
        val code = runBlocking { reader.read(frame) } ?: return
        isDone = true
        post { found(code) }
    }

    private fun luminance(image: Image): Frame {
        val plane = image.planes.first()
        val bytes = ByteArray(plane.buffer.remaining()).also { plane.buffer.get(it) }
        return Frame(image.width, image.height, plane.rowStride, bytes, number++)
    }

    private fun stop() {
        camera?.close()
        camera = null
        images?.close()
        images = null
        thread?.quitSafely()
        thread = null
    }

    private inner class Opened(
        private val surfaces: List<Surface>,
    ) : CameraDevice.StateCallback() {
        override fun onOpened(device: CameraDevice) {
            camera = device
            val request = device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
            surfaces.forEach(request::addTarget)
            request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            @Suppress("DEPRECATION") // What replaces it came with Android 9.
            device.createCaptureSession(surfaces, Running(request.build()), null)
        }

        override fun onDisconnected(device: CameraDevice) = device.close()

        override fun onError(
            device: CameraDevice,
            error: Int,
        ) = device.close()
    }

    private class Running(
        private val request: CaptureRequest,
    ) : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) {
            try {
                session.setRepeatingRequest(request, null, null)
            } catch (_: CameraAccessException) {
                session.close()
            }
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = session.close()
    }

    private companion object {
        const val WIDTH = 1280
        const val HEIGHT = 720
    }
}
