// Not run here: Android's tools come from Google's repository. The same sources are compiled and tested by ../pom.xml.
//
// Needs the Android NDK 28 or later (for pages of 16 KB), Rust with its Android targets, and cargo-ndk.

plugins {
    id("com.android.library") version "8.13.0"
    kotlin("android") version "2.4.20"
    `maven-publish`
    signing
}

group = "dev.countersign"
version = "0.1.0"

val root = rootDir.resolve("../../..")
val code = layout.buildDirectory.dir("code").get().asFile
val natives = layout.buildDirectory.dir("natives").get().asFile

android {
    namespace = "dev.countersign"
    compileSdk = 36
    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
    sourceSets["main"].apply {
        kotlin.srcDirs("../src/main/kotlin", code.resolve("generated"))
        jniLibs.srcDir(natives)
    }
    publishing {
        singleVariant("release") { withSourcesJar() }
    }
}

kotlin {
    explicitApi()
    compilerOptions { allWarningsAsErrors = true }
}

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")
    // The archive has JNA's own library for each kind of device.
    implementation("net.java.dev.jna:jna:5.18.1@aar")
}

// Phones have their own HTTP, key store and RSA keys: only the reader of QR codes is built in.
val compileLibrary by tasks.registering(Exec::class) {
    workingDir = root
    outputs.dir(natives)
    outputs.upToDateWhen { false }
    val targets = listOf("arm64-v8a", "armeabi-v7a", "x86_64").flatMap { listOf("--target", it) }
    val output = listOf("--platform", "26", "--output-dir", natives.path)
    val build = listOf("build", "--profile", "mobile", "--locked", "--package", "countersign-ffi", "--lib", "--features", "scan")
    commandLine(listOf("cargo", "ndk") + targets + output + build)
}

val generateCode by tasks.registering(Exec::class) {
    outputs.dir(code)
    outputs.upToDateWhen { false }
    environment("COUNTERSIGN_OUTPUT", code.path)
    commandLine("../generate.sh")
}

tasks.named("preBuild") { dependsOn(compileLibrary, generateCode) }

publishing {
    publications.register<MavenPublication>("release") {
        artifactId = "countersign-android"
        afterEvaluate { from(components["release"]) }
        pom {
            name = "Countersign for Android"
            description = "A push authenticator as a library."
            licenses { license { name = "Apache-2.0 OR MIT" } }
        }
    }
    repositories.maven(layout.buildDirectory.dir("repository")) { name = "local" }
}

signing {
    isRequired = providers.environmentVariable("GPG_KEY").isPresent
    useInMemoryPgpKeys(System.getenv("GPG_KEY"), System.getenv("GPG_PASSWORD"))
    sign(publishing.publications)
}
