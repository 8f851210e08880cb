@echo off
rem Runs the `linnet` command line on a JDK 25 or newer.
rem LINNET_JAVA names a java.exe to use; LINNET_JAVA_OPTS adds options to the JVM.
setlocal EnableDelayedExpansion
set "home=%~dp0"
set "java="
if defined LINNET_JAVA (
  set "java=%LINNET_JAVA%"
) else (
  call :try "%home%runtime\bin\java.exe"
  if defined JAVA_HOME call :try "%JAVA_HOME%\bin\java.exe"
  for /f "delims=" %%J in ('where java 2^>nul') do call :try "%%J"
  for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk*" "%ProgramFiles%\Zulu\*" "%USERPROFILE%\.jdks\*") do call :try "%%~D\bin\java.exe"
)
if not defined java (
  echo linnet: a JDK 25 or newer is needed and none was found ^(JAVA_HOME, PATH and the usual folders were tried^): install one, for example Eclipse Temurin 25, or set JAVA_HOME 1>&2
  exit /b 2
)
set "cp="
if exist "%home%lib\" (
  set "cp=%home%lib\*"
) else (
  for %%M in (core linear-theory rmt verify figures) do (
    if not exist "%home%%%M\target\classpath" (
      echo linnet: Linnet is not built yet: run 'mvn verify' ^(or 'mvn compile'^) in %home% first 1>&2
      exit /b 2
    )
    set "part="
    set /p part=<"%home%%%M\target\classpath"
    set "cp=!cp!%home%%%M\target\classes;!part!;"
  )
)
set "options="
if "%~1"=="train" set "options=--enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector"
if "%~1"=="bench" set "options=--enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector"
if "%~1"=="figures" set "options=--add-modules jdk.incubator.vector"
if "%~1"=="spectrum" set "options=--add-modules jdk.incubator.vector"
if "%~1"=="verify" set "options=--enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector"
if "%~1"=="doctor" set "options=--enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector"
"%java%" %options% -XX:+UseParallelGC -Djava.awt.headless=true %LINNET_JAVA_OPTS% -cp "%cp%" org.linnet.core.cli.Linnet %*
exit /b %ERRORLEVEL%

:try
if defined java exit /b
if not exist %1 exit /b
rem The call is needed: cmd would drop the first and the last quote of a command that begins with one.
for /f "tokens=3" %%V in ('call %1 -version 2^>^&1 ^| findstr /c:" version "') do (
  for /f "delims=.-+ tokens=1" %%M in ("%%~V") do if %%M GEQ 25 set "java=%~1"
)
exit /b
