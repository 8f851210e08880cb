@echo off
rem Runs the `linnet` command line on a JDK 25 or newer.
rem LINNET_JAVA names a java.exe to use; LINNET_JAVA_OPTS adds options to the JVM.
rem
rem Paths may hold parentheses, which end a block, and exclamation marks, which delayed expansion eats: so no path is echoed
rem within a block, and nothing is delayed.
setlocal DisableDelayedExpansion
set "home=%~dp0"
set "java=%LINNET_JAVA%"
if defined java (
  if not exist "%java%" goto :no_such_java
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
set "unbuilt="
if exist "%home%lib\" (
  set "cp=%home%lib\*"
) else (
  for %%M in (core linear-theory rmt verify figures) do call :module "%home%%%M\target"
)
if defined unbuilt goto :not_built
rem A Java without the module would not start at all.
set "vectors=--add-modules jdk.incubator.vector"
for %%J in ("%java%") do set "release=%%~dpJ..\release"
findstr /b /c:"MODULES=" "%release%" >nul 2>&1
if not errorlevel 1 (
  findstr /c:"jdk.incubator.vector" "%release%" >nul 2>&1
  if errorlevel 1 set "vectors="
)
set "native=--enable-native-access=ALL-UNNAMED"
set "options="
for %%C in (train bench verify doctor) do if "%~1"=="%%C" set "options=%native% %vectors%"
for %%C in (figures spectrum) do if "%~1"=="%%C" set "options=%vectors%"
"%java%" %options% -XX:+UseParallelGC -Djava.awt.headless=true %LINNET_JAVA_OPTS% -cp "%cp%" org.linnet.core.cli.Linnet %*
exit /b %ERRORLEVEL%

:no_such_java
echo linnet: LINNET_JAVA is not an executable: %java% 1>&2
exit /b 2

:not_built
echo linnet: Linnet is not built yet: run 'mvn verify' (or 'mvn compile') in %home% first 1>&2
exit /b 2

:module
set "part="
if not exist "%~1\classpath" set "unbuilt=1"
rem Not set /p, which reads 1023 characters.
if exist "%~1\classpath" for /f "usebackq delims=" %%P in ("%~1\classpath") do set "part=%%P"
set "cp=%cp%%~1\classes;%part%;"
exit /b

:try
if defined java exit /b
if not exist %1 exit /b
rem The call is needed: cmd would drop the first and the last quote of a command that begins with one.
for /f "tokens=3" %%V in ('call %1 -version 2^>^&1 ^| findstr /c:" version "') do (
  for /f "delims=.-+ tokens=1" %%M in ("%%~V") do if %%M GEQ 25 set "java=%~1"
)
exit /b
