package dev.countersign

import org.junit.jupiter.api.Test
import java.io.File
import kotlin.reflect.KCallable
import kotlin.reflect.KClass
import kotlin.reflect.KFunction
import kotlin.reflect.KParameter
import kotlin.reflect.KProperty
import kotlin.reflect.KType
import kotlin.reflect.KVisibility
import kotlin.reflect.full.declaredFunctions
import kotlin.reflect.full.declaredMembers
import kotlin.reflect.full.primaryConstructor
import kotlin.reflect.jvm.kotlinFunction
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** Writes target/api.txt: everything that an app could depend on. */
class PublicSurfaceTest {
    private val foreign = sortedSetOf<String>()

    @Test
    fun no_type_of_the_generated_code_or_of_jna_is_public() {
        val lines = classes().flatMap(::described) + functions()
        File("target/api.txt").writeText(lines.joinToString("\n", postfix = "\n"))

        assertTrue(lines.size > 250)
        assertEquals(emptySet(), foreign)
    }

    /** From the library's own classes only. */
    private fun compiled(): List<Class<*>> {
        val root = File("target/classes")
        val files = root.walk().filter { it.extension == "class" }.map { it.relativeTo(root).path.removeSuffix(".class") }
        val names =
            files
                .map {
                    it.replace(
                        File.separatorChar,
                        '.',
                    )
                }.filterNot { "$" in it && it.substringAfterLast('$').first().isDigit() }
        return names.sorted().map { Class.forName(it, false, javaClass.classLoader) }.toList()
    }

    private fun isFacade(type: Class<*>) = type.simpleName.endsWith("Kt")

    private fun classes(): List<KClass<*>> =
        compiled().filter { isPublicKotlin(it) }.map { it.kotlin }.filter { visible(it) }

    /** Neither a file's functions nor what the compiler adds to them. */
    private fun isPublicKotlin(type: Class<*>): Boolean {
        val metadata = type.getAnnotation(Metadata::class.java) ?: return false
        return metadata.kind == KIND_CLASS && type.enclosingMethod == null && type.simpleName.isNotEmpty()
    }

    private fun visible(type: KClass<*>): Boolean =
        type.visibility == KVisibility.PUBLIC && (type.java.declaringClass?.let { visible(it.kotlin) } ?: true)

    private fun functions(): List<String> =
        compiled()
            .filter(::isFacade)
            .flatMap { it.declaredMethods.toList() }
            .mapNotNull { runCatching { it.kotlinFunction }.getOrNull() }
            .filter { it.visibility == KVisibility.PUBLIC }
            .map { signature(it) }
            .sorted()

    private fun described(type: KClass<*>): List<String> {
        val bases = type.supertypes.filter { it.classifier != Any::class }.map(::named)
        val head = "${kind(type)} ${named(type)}" + if (bases.isEmpty()) "" else " : ${bases.joinToString()}"
        if (type.java.isEnum) return listOf(head) + type.java.enumConstants.map { "    $it" }
        val constructor = type.primaryConstructor?.takeIf { it.visibility == KVisibility.PUBLIC && type.objectInstance == null }
        val members = type.declaredMembers.filter { it.visibility == KVisibility.PUBLIC && !isMadeByCompiler(type, it) }
        val shown = constructor?.parameters.orEmpty().map { it.name }
        val properties = members.filter { it is KProperty<*> && it.name !in shown }.map { "val ${it.name}: ${named(it.returnType)}" }
        val functions = members.filterIsInstance<KFunction<*>>().map(::signature)
        val lines = listOfNotNull(constructor?.let { "constructor${parameters(it)}" }) + properties.sorted() + functions.sorted()
        return listOf(head) + lines.map { "    $it" }
    }

    private fun isMadeByCompiler(
        type: KClass<*>,
        member: KCallable<*>,
    ) = (type.isData || type.isValue) && Regex("component\\d+|copy|equals|hashCode|toString").matches(member.name)

    private fun kind(type: KClass<*>): String =
        when {
            type.java.isEnum -> "enum"
            type.objectInstance != null -> "object"
            type.isSealed && type.java.isInterface -> "sealed interface"
            type.java.isInterface -> "interface"
            type.isSealed -> "sealed class"
            type.isData -> "data class"
            type.isValue -> "value class"
            else -> "class"
        }

    private fun signature(function: KFunction<*>): String =
        (if (function.isSuspend) "suspend " else "") + "fun ${function.name}${parameters(function)}: ${named(function.returnType)}"

    private fun parameters(function: KFunction<*>): String =
        function.parameters.filter { it.kind == KParameter.Kind.VALUE }.joinToString(prefix = "(", postfix = ")") {
            "${it.name}: ${named(it.type)}" + if (it.isOptional) " = ..." else ""
        }

    private fun named(type: KType): String {
        val name = type.toString()
        if (FOREIGN.containsMatchIn(name)) foreign += name
        return name.replace("dev.countersign.", "").replace(SHORT, "")
    }

    private fun named(type: KClass<*>): String =
        type.qualifiedName
            .orEmpty()
            .removePrefix("dev.countersign.")
            .also { foreign(it) }

    private fun foreign(name: String) {
        if (name.startsWith("generated")) foreign += name
    }

    private companion object {
        const val KIND_CLASS = 1
        val SHORT = Regex("\\bkotlin\\.(collections\\.)?(?=[A-Z])| /\\*.*?\\*/")
        val FOREIGN = Regex("com\\.sun\\.jna|dev\\.countersign\\.generated|uniffi", RegexOption.IGNORE_CASE)
    }
}
