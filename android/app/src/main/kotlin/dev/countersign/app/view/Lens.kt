package dev.countersign.app.view

import android.annotation.SuppressLint
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface

/**
 * A camera from the moment it is opened until it is closed, on a thread of its own. Stopped while it is still being opened, it is closed as
 * soon as it is open.
 *
 * @param texture Where it shows what it sees; released at the end.
 * @param take Takes each picture it sees, on its thread.
 */
internal class Lens(
    private val texture: SurfaceTexture,
    take: (ImageReader) -> Unit,
) : CameraDevice.StateCallback() {
    private val thread = HandlerThread("camera").also { it.start() }
    private val handler = Handler(thread.looper)
    private val images = ImageReader.newInstance(WIDTH, HEIGHT, ImageFormat.YUV_420_888, 2)

    // What follows is touched on the thread only.
    private var isOpening = true
    private var isStopped = false
    private var open: CameraDevice? = null

    init {
        texture.setDefaultBufferSize(WIDTH, HEIGHT)
        images.setOnImageAvailableListener(take, handler)
    }

    // Made only after the camera was allowed.
    @SuppressLint("MissingPermission")
    fun open(
        manager: CameraManager,
        id: String,
    ) {
        handler.post {
            attempt(null) { manager.openCamera(id, this, handler) }
        }
    }

    fun stop() {
        handler.post {
            isStopped = true
            if (!isOpening) release(open)
        }
    }

    override fun onOpened(device: CameraDevice) {
        isOpening = false
        open = device
        if (isStopped) return release(device)
        attempt(device) {
            val surfaces = listOf(Surface(texture), images.surface)
            val request = device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
            surfaces.forEach(request::addTarget)
            request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            @Suppress("DEPRECATION") // What replaces it came with Android 9.
            device.createCaptureSession(surfaces, Running(request.build()), handler)
        }
    }

    override fun onDisconnected(device: CameraDevice) = failed(device)

    override fun onError(
        device: CameraDevice,
        error: Int,
    ) = failed(device)

    /** Whatever fails here leaves the other ways to add an account. */
    private fun attempt(
        device: CameraDevice?,
        work: () -> Unit,
    ) {
        try {
            work()
        } catch (_: CameraAccessException) {
            failed(device)
        } catch (_: SecurityException) {
            failed(device)
        } catch (_: IllegalStateException) {
            failed(device)
        } catch (_: IllegalArgumentException) {
            failed(device)
        }
    }

    /** Closed at once; the rest when it is stopped. */
    private fun failed(device: CameraDevice?) {
        device?.close()
        open = null
        isOpening = false
        if (isStopped) release(null)
    }

    private fun release(device: CameraDevice?) {
        device?.close()
        images.close()
        texture.release()
        thread.quitSafely()
    }

    private class Running(
        private val request: CaptureRequest,
    ) : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) {
            try {
                session.setRepeatingRequest(request, null, null)
            } catch (_: CameraAccessException) {
                session.close()
            } catch (_: IllegalStateException) {
                // Closed since.
                return
            }
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = session.close()
    }

    private companion object {
        const val WIDTH = 1280
        const val HEIGHT = 720
    }
}
