package dev.countersign.app.view

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.media.Image
import android.media.ImageReader
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
 * What the camera behind the phone sees. Frames are read one at a time, the others are dropped; a code that is found is told once, until
 * another one is.
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
    private var lens: Lens? = null

    // Touched on the thread of the lens only.
    private var number = 0
    private var told: String? = null

    init {
        addView(texture, LayoutParams.MATCH_PARENT, resources.getDimensionPixelSize(R.dimen.camera))
        texture.surfaceTextureListener = this
    }

    override fun onSurfaceTextureAvailable(
        surface: SurfaceTexture,
        width: Int,
        height: Int,
    ) {
        val id = behind() ?: return
        lens = Lens(surface, ::take).also { it.open(manager, id) }
    }

    /** Whether the platform releases [surface]: the lens does that when it no longer draws there. */
    override fun onSurfaceTextureDestroyed(surface: SurfaceTexture): Boolean {
        val lens = lens ?: return true
        this.lens = null
        lens.stop()
        return false
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
        // On the camera's own thread: the next frame waits for it, and those in between are dropped.
        val code = runBlocking { reader.read(frame) } ?: return
        if (code == told) return
        told = code
        post { found(code) }
    }

    private fun luminance(image: Image): Frame {
        val plane = image.planes.first()
        val bytes = ByteArray(plane.buffer.remaining()).also { plane.buffer.get(it) }
        return Frame(image.width, image.height, plane.rowStride, bytes, number++)
    }
}
