@echo off
rem Starts covermap on Windows: the work is done by the Python file of the same name.
setlocal
set "PYTHONUTF8=1"
py -3 -c "" >nul 2>nul || goto python
py -3 "%~dp0covermap" %*
exit /b %errorlevel%

:python
rem A bare "python" may be the shop's placeholder, so it has to prove that it starts.
python -c "" >nul 2>nul || goto none
python "%~dp0covermap" %*
exit /b %errorlevel%

:none
chcp 65001 >nul
echo covermap: 未找到 Python，请安装 Python 3.11-3.14（64 位）后重试。 1>&2
echo covermap: Python was not found. Install 64-bit Python 3.11-3.14 and start again. 1>&2
exit /b 3
